package faastrace.collector.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one pack into a file, and notes what is in it. Deletes the file when it is closed. */
final class PackWriter implements AutoCloseable {
    /** The size at which a pack is full. A single trace may be larger. */
    private static final long FULL = 64L << 20;

    private static final int MOST_TRACES = 10_000;

    /** The ids of all invocations are in memory at once, so a pack with so many characters of ids is full, too. */
    private static final long MOST_IDS = 8 << 20;

    /** An id is between quotes and commas in the index. */
    private static final int AROUND_ID = 8;

    private final Path part;
    private final ArchiveRule rule;
    private final MessageDigest md5 = Packer.md5();
    private final OutputStream out;
    private final List<ArchivedTrace> archived = new ArrayList<>();
    private final List<Path> done = new ArrayList<>();
    private long bytes;
    private long ids;
    private @Nullable IOException failure;

    PackWriter(Path part, ArchiveRule rule) throws IOException {
        this.part = part;
        this.rule = rule;
        this.out = new DigestOutputStream(
                Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), md5);
    }

    /** Appends a trace if it is worth archiving. A trace that can't be read stays in the folder. */
    void append(Path trace) throws IOException {
        try {
            TraceCalls found;
            try {
                found = TraceCalls.of(trace);
            } catch (NoSuchFileException gone) {
                throw gone;
            } catch (IOException unreadable) {
                failure = unreadable;
                return;
            }
            if (rule.keeps(id(trace), found)) {
                FileTime modified = Files.getLastModifiedTime(trace);
                long length = Files.copy(trace, out);
                archived.add(new ArchivedTrace(
                        trace.getFileName().toString(), bytes, length, modified.toMillis(), found.ids()));
                bytes += length;
                ids += found.ids().stream()
                        .mapToLong(id -> id.length() + AROUND_ID)
                        .sum();
            }
            done.add(trace);
        } catch (NoSuchFileException deletedMeanwhile) {
            // The pack has one trace less.
        }
    }

    boolean isFull() {
        return bytes >= FULL || done.size() >= MOST_TRACES || ids >= MOST_IDS;
    }

    /** The traces in the pack, in the order of their places in it. */
    List<ArchivedTrace> archived() {
        return archived;
    }

    /** The traces that need not stay in the folder when the pack is stored. The rule left some of them out. */
    List<Path> done() {
        return done;
    }

    /** Why a trace could not be read; null if all could be read. */
    @Nullable
    IOException failure() {
        return failure;
    }

    Path file() {
        return part;
    }

    /** Ends the file, and returns its checksum as HTTP's header Content-MD5 has it. */
    String finish() throws IOException {
        out.close();
        return Packer.text(md5);
    }

    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(part);
    }

    private static long id(Path path) {
        String file = path.getFileName().toString();
        return Long.parseUnsignedLong(file.substring(file.indexOf('-') + 1, file.indexOf(".perf.gz")), 16);
    }
}
