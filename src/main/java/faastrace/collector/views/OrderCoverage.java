package faastrace.collector.views;

import faastrace.collector.store.FolderContents;
import faastrace.collector.store.KnownTrace;
import faastrace.collector.store.TraceFolder;
import java.io.IOException;
import java.nio.file.Path;

/** How many traces an order by their samples does not cover. */
public final class OrderCoverage {
    private long waiting;
    private long unreadable;

    /** Counts those of a folder. */
    void look(TraceFolder folder, Pictures pictures, FolderContents shelf, KnownTrace[] traces) throws IOException {
        for (KnownTrace trace : traces) {
            if (!trace.isCounted() && folder.inventory().isOverfull()) {
                Path path = shelf.folder().resolve(trace.file());
                pictures.known(path).ifPresent(trace::count);
            }
            if (!trace.isCounted()) {
                waiting += trace.isUnreadable() ? 0 : 1;
                unreadable += trace.isUnreadable() ? 1 : 0;
            }
        }
    }

    /** Those whose samples are still to be counted. */
    public long waiting() {
        return waiting;
    }

    /** Those whose samples can't be counted. */
    public long unreadable() {
        return unreadable;
    }
}
