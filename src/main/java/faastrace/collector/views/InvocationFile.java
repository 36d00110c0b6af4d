package faastrace.collector.views;

import faastrace.collector.index.IndexedCounts;
import faastrace.collector.store.DerivedFile;
import faastrace.pages.ListSummary;
import faastrace.trace.invocation.InvocationProfile;
import faastrace.trace.invocation.InvocationProfileFormat;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A {@link DerivedFile} that contains what the index needs to know about a trace: its invocations, and the numbers by
 * which lists are sorted. So the index can be made again from one file for each trace.
 *
 * @param counts the numbers by which lists are sorted
 * @param profile the invocations, with or without their samples
 */
public record InvocationFile(IndexedCounts counts, InvocationProfile profile) {
    static void write(ListSummary summary, InvocationProfile profile, OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeLong(summary.samples());
        data.writeLong(summary.spanNanos());
        data.writeLong(summary.slowestNanos());
        data.flush();
        InvocationProfileFormat.write(profile, out);
    }

    /**
     * Reads a file; empty if the file is missing or incomplete.
     *
     * @param samples whether the samples are needed
     * @throws IOException if the file can't be read, or has a wrong content
     */
    static Optional<InvocationFile> read(Path file, boolean samples) throws IOException {
        Optional<InputStream> there = DerivedFile.open(file);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = there.get()) {
            DataInputStream data = new DataInputStream(in);
            IndexedCounts counts = new IndexedCounts(data.readLong(), data.readLong(), data.readLong());
            return Optional.of(new InvocationFile(
                    counts,
                    samples ? InvocationProfileFormat.read(in) : InvocationProfileFormat.readWithoutSamples(in)));
        }
    }
}
