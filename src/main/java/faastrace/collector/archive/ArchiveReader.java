package faastrace.collector.archive;

import faastrace.collector.store.FileName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds archived traces, and brings them back into the folder. */
final class ArchiveReader {
    /** How long to look for an invocation in the indexes. */
    private static final Duration SEARCH = Duration.ofSeconds(10);

    private final Packs packs;
    private final RestoredTraces restored;

    ArchiveReader(Packs packs, RestoredTraces restored) {
        this.packs = packs;
        this.restored = restored;
    }

    /** Restores a trace; empty if the archive does not have it. */
    Optional<Path> restore(String own, String file) throws IOException {
        Optional<Instant> time = FileName.time(file);
        if (time.isEmpty()) {
            return Optional.empty();
        }
        for (Packs.Pack pack : packs.of(own, Hour.of(time.get().toEpochMilli()))) {
            PackIndex index = packs.index(pack);
            for (ArchivedTrace trace : index.traces()) {
                if (trace.file().equals(file)) {
                    return Optional.of(restored(pack, index, trace));
                }
            }
        }
        return Optional.empty();
    }

    /** Restores all traces of an hour. Returns their number. */
    long restore(String own, Instant hour) throws IOException {
        long count = 0;
        for (Packs.Pack pack : packs.of(own, Hour.of(hour.toEpochMilli()))) {
            PackIndex index = packs.index(pack);
            List<Path> written = new ArrayList<>();
            try (InputStream in = packs.read(pack)) {
                long offset = 0;
                for (ArchivedTrace trace : index.traces()) {
                    in.skipNBytes(trace.offset() - offset);
                    written.add(restored.write(index.name(), trace, in));
                    offset = trace.offset() + trace.bytes();
                    count++;
                }
            }
            deleteUnlessListed(pack, written);
        }
        return count;
    }

    /**
     * Restores the traces that contain an invocation. Looks at the newest hours first, and stops after the hour in which
     * there are such traces, or after a few seconds.
     *
     * @return whether there are such traces
     */
    boolean restoreCall(Optional<String> own, String call, Optional<Instant> from, Optional<Instant> to)
            throws IOException {
        long begin = System.nanoTime();
        Optional<Hour> found = Optional.empty();
        List<Packs.Pack> newest = new ArrayList<>(own.isPresent() ? packs.of(own.get()) : packs.all());
        newest.sort(Comparator.comparing(Packs.Pack::hour).reversed());
        for (Packs.Pack pack : newest) {
            boolean asked = from.map(time -> pack.hour().end().isAfter(time)).orElse(true)
                    && to.map(time -> pack.hour().begin().isBefore(time)).orElse(true);
            boolean older = found.isPresent() && !found.get().equals(pack.hour());
            if (older || System.nanoTime() - begin > SEARCH.toNanos()) {
                break;
            }
            if (asked && restoreCall(pack, call)) {
                found = Optional.of(pack.hour());
            }
        }
        return found.isPresent();
    }

    private boolean restoreCall(Packs.Pack pack, String call) throws IOException {
        PackIndex index;
        try {
            index = packs.index(pack);
        } catch (IOException damaged) {
            return false; // It must not keep the call from being found in another pack.
        }
        List<Path> written = new ArrayList<>();
        for (ArchivedTrace trace : index.traces()) {
            if (trace.calls().contains(call)) {
                written.add(write(pack, index, trace));
            }
        }
        deleteUnlessListed(pack, written);
        return !written.isEmpty();
    }

    private Path restored(Packs.Pack pack, PackIndex index, ArchivedTrace trace) throws IOException {
        Path path = write(pack, index, trace);
        deleteUnlessListed(pack, List.of(path));
        return path;
    }

    private Path write(Packs.Pack pack, PackIndex index, ArchivedTrace trace) throws IOException {
        try (InputStream in = packs.read(pack, trace)) {
            return restored.write(index.name(), trace, in);
        }
    }

    /** Deletes restored traces that were deleted from the archive in the meantime. */
    private void deleteUnlessListed(Packs.Pack pack, List<Path> paths) throws IOException {
        Set<String> listed =
                packs.index(pack).traces().stream().map(ArchivedTrace::file).collect(Collectors.toSet());
        for (Path path : paths) {
            if (!listed.contains(path.getFileName().toString())) {
                restored.delete(path);
            }
        }
    }
}
