package faastrace.collector.views;

import faastrace.collector.index.IndexedCounts;
import faastrace.collector.store.FolderContents;
import faastrace.collector.store.KnownTrace;
import faastrace.collector.store.TraceFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Counts the traces that can't be sorted by their samples. */
public final class OrderCoverage {
    private long waiting;
    private long unreadable;

    /** Counts the traces of one folder that can't be sorted. */
    void look(TraceFolder folder, Pictures pictures, FolderContents contents, KnownTrace[] traces) throws IOException {
        for (KnownTrace trace : traces) {
            if (!trace.isCounted() && folder.inventory().isOverfull()) {
                count(pictures, contents, trace);
            }
            if (!trace.isCounted()) {
                waiting += trace.isUnreadable() ? 0 : 1;
                unreadable += trace.isUnreadable() ? 1 : 0;
            }
        }
    }

    /** Takes the numbers of a trace from the index. If the index doesn't have them, reads the trace's summary. */
    private static void count(Pictures pictures, FolderContents contents, KnownTrace trace) throws IOException {
        Optional<IndexedCounts> counts = pictures.indexed().counts(contents.own(), trace);
        if (counts.isPresent()) {
            IndexedCounts known = counts.get();
            trace.count(known.samples(), known.spanNanos(), known.slowestNanos());
        } else {
            Path path = contents.folder().resolve(trace.file());
            pictures.known(path).ifPresent(trace::count);
        }
    }

    /** The number of traces whose samples are not counted yet. */
    public long waiting() {
        return waiting;
    }

    /** The number of traces whose samples can't be counted. */
    public long unreadable() {
        return unreadable;
    }
}
