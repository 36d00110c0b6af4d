package faastrace.collector.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Deletes derived files whose trace was deleted or has changed. If all profiles together take too much space, also
 * deletes the oldest profiles. Summaries are kept as long as their trace, because they are small and are needed to sort
 * lists. See {@link DerivedFile}.
 */
public final class DerivedFileCleanup {
    private static final long MOST_BYTES = 1L << 30;
    private static final int AT_ONCE = 5000;

    private final TraceFolder folder;
    private final long most;
    private final PriorityQueue<Aged> oldest =
            new PriorityQueue<>(Comparator.comparingLong(Aged::time).reversed());
    private long bytes;

    private record Aged(long time, Path path, long bytes) {}

    /** Creates the cleanup for a folder, with the default limit on the total size of the profiles. */
    public DerivedFileCleanup(TraceFolder folder) {
        this(folder, MOST_BYTES);
    }

    /** @param most the maximum size of all profiles together, in bytes */
    public DerivedFileCleanup(TraceFolder folder, long most) {
        this.folder = folder;
        this.most = most;
    }

    /** Checks every file of the folder, and deletes the derived files that are not needed. */
    public void clear() throws IOException {
        bytes = 0;
        oldest.clear();
        folder.visit(Optional.empty(), this::look);
        for (Aged aged :
                oldest.stream().sorted(Comparator.comparingLong(Aged::time)).toList()) {
            if (bytes > most && Files.deleteIfExists(aged.path())) {
                bytes -= aged.bytes();
            }
        }
        oldest.clear();
    }

    private void look(Path own, String file) throws IOException {
        Optional<String> owner = DerivedFile.owner(file);
        if (owner.isEmpty()) {
            return;
        }
        Path path = own.resolve(file);
        if (!DerivedFile.all(own.resolve(owner.get())).contains(path)) {
            Files.deleteIfExists(path);
            return;
        }
        Optional<BasicFileAttributes> found =
                DerivedFile.isSummary(file) ? Optional.empty() : TraceFolder.attributes(path);
        if (found.isPresent()) {
            bytes += found.get().size();
            oldest.add(new Aged(
                    found.get().lastModifiedTime().toMillis(), path, found.get().size()));
            if (oldest.size() > AT_ONCE) {
                oldest.remove();
            }
        }
    }
}
