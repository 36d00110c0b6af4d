package faastrace.collector.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads the folders that contain traces. Folders that have not changed since the last reading can be skipped. */
public final class FolderReader {
    private static final int AT_ONCE = 1000;

    /**
     * The time resolution of some file systems, in milliseconds. If a folder changes twice within this time, its
     * modification time can be the same after both changes.
     */
    private static final long GRAIN = Duration.ofSeconds(2).toMillis();

    private final TraceFolder folder;
    private final Map<String, FolderContents> shelves;
    private final Map<String, State> states = new HashMap<>();
    private long names;
    private long room;
    private boolean foundNew;

    FolderReader(TraceFolder folder, Map<String, FolderContents> shelves) {
        this.folder = folder;
        this.shelves = shelves;
    }

    /** Which folders are read again, and how thoroughly. */
    public enum Depth {
        /** Only folders in which files were created, renamed or deleted. */
        changed,
        /** Also folders that contain files from users, because users may still be writing to these files. */
        others,
        /** All folders, with the size and time of each file. */
        all
    }

    /** The state of a folder when it was read. */
    private record State(Object key, long modified, boolean others) {}

    /** Thrown if there are more traces than allowed. */
    private static final class TooMany extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Reads the folders again. Returns false if there are more traces than allowed.
     *
     * @param most the maximum number of traces
     * @param folderCountsAs the number of traces that take as much memory as a folder
     */
    boolean read(Depth depth, long most, int folderCountsAs) throws IOException {
        names = 0;
        foundNew = false;
        room = most;
        Set<String> there = new HashSet<>();
        try {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder.directory())) {
                for (Path own : folders) {
                    names++;
                    if (folder.isOfTraces(own)) {
                        take(folderCountsAs);
                        there.add(own.getFileName().toString());
                        readIfChanged(own, depth);
                    }
                }
            }
        } catch (DirectoryIteratorException broken) {
            throw broken.getCause();
        } catch (TooMany overfull) {
            states.clear();
            return false;
        }
        states.keySet().retainAll(there);
        shelves.keySet().stream()
                .filter(own -> !there.contains(own))
                .toList()
                .forEach(own -> shelves.computeIfPresent(
                        own, (same, contents) -> folder.isOfTraces(contents.folder()) ? contents : null));
        return true;
    }

    /** The number of folders and files that were found by the last reading. */
    long names() {
        return names;
    }

    /** Whether the last reading found traces that were not known before. */
    boolean foundNew() {
        return foundNew;
    }

    /** Visits the traces on disk without keeping all of them in memory. */
    void visit(Optional<String> only, Inventory.Visitor visitor) throws IOException {
        List<KnownTrace> some = new ArrayList<>();
        FolderContents[] current = new FolderContents[1];
        folder.visit(only, (own, file) -> {
            if (current[0] != null && (!current[0].folder().equals(own) || some.size() == AT_ONCE)) {
                show(current[0], some, visitor);
            }
            if (current[0] == null || !current[0].folder().equals(own)) {
                current[0] = new FolderContents(own, folder.nameOf(own));
            }
            if (TraceName.isSafe(file)) {
                known(own.resolve(file)).ifPresent(some::add);
            }
        });
        if (current[0] != null) {
            show(current[0], some, visitor);
        }
    }

    private static void show(FolderContents contents, List<KnownTrace> some, Inventory.Visitor visitor)
            throws IOException {
        KnownTrace[] sorted = some.toArray(new KnownTrace[0]);
        Arrays.sort(sorted);
        some.clear();
        visitor.visit(contents, sorted);
    }

    private void readIfChanged(Path own, Depth depth) throws IOException {
        String key = own.getFileName().toString();
        Optional<BasicFileAttributes> found = TraceFolder.attributes(own);
        if (found.isEmpty()) {
            return;
        }
        long modified = found.get().lastModifiedTime().toMillis();
        State before = states.get(key);
        boolean same = before != null
                && modified == before.modified()
                && Objects.equals(found.get().fileKey(), before.key());
        boolean due = depth == Depth.all || depth == Depth.others && before != null && before.others();
        FolderContents contents = shelves.computeIfAbsent(key, any -> new FolderContents(own, folder.nameOf(own)));
        if (same && !due) {
            take(contents.size());
            return;
        }
        long now = System.currentTimeMillis();
        boolean others = read(contents, depth == Depth.all);
        boolean settled = modified < now - GRAIN;
        if (settled) {
            states.put(key, new State(found.get().fileKey(), modified, others));
        } else {
            states.remove(key);
        }
    }

    /** Reads a folder. Returns whether it contains files that were not named by a collector. */
    private boolean read(FolderContents contents, boolean all) throws IOException {
        contents.beginReading();
        List<KnownTrace> read = new ArrayList<>();
        boolean others = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(contents.folder())) {
            KnownTrace[] before = contents.traces();
            for (Path path : files) {
                names++;
                Optional<KnownTrace> trace = known(before, path, all);
                if (trace.isPresent()) {
                    take(1);
                    read.add(trace.get());
                    others |= !trace.get().isOurs();
                }
            }
        } catch (NoSuchFileException | AccessDeniedException notOurs) {
            // The folder was deleted in the meantime, or this user is not allowed to read it.
            read.clear();
        } catch (DirectoryIteratorException broken) {
            contents.stopReading();
            throw broken.getCause();
        } catch (IOException | RuntimeException failure) {
            contents.stopReading();
            throw failure;
        }
        contents.rename(folder.nameOf(contents.folder()));
        contents.endReading(read);
        return others;
    }

    /** The trace in a file. If the file has not changed, this is the trace that is already known. */
    private Optional<KnownTrace> known(KnownTrace[] before, Path path, boolean all) throws IOException {
        String file = path.getFileName().toString();
        if (!TraceName.isSafe(file)) {
            return Optional.empty();
        }
        Optional<KnownTrace> same = KnownTrace.probe(file).map(probe -> FolderContents.find(before, probe));
        if (same.isPresent() && !all) {
            return same;
        }
        Optional<KnownTrace> now = known(path);
        if (now.isPresent()) {
            KnownTrace old = FolderContents.find(before, now.get());
            if (old != null && old.isSame(now.get())) {
                return Optional.of(old);
            }
            foundNew = true;
        }
        return now;
    }

    private static Optional<KnownTrace> known(Path path) throws IOException {
        String file = path.getFileName().toString();
        return TraceFolder.attributes(path)
                .filter(BasicFileAttributes::isRegularFile)
                .map(state -> KnownTrace.of(file, state));
    }

    private void take(long traces) throws TooMany {
        room -= traces;
        if (room < 0) {
            throw new TooMany();
        }
    }
}
