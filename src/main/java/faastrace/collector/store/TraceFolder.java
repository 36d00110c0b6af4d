package faastrace.collector.store;

import faastrace.files.ParentFolder;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The folder of traces: {@code DIR/<name>/<time>-<id>.perf.gz}. FlameScope can list this folder. The names of the
 * collector's other files begin with a dot. Files that users put into the folder are never deleted to make room.
 */
public final class TraceFolder implements AutoCloseable {

    private final Path directory;
    private final boolean sync;
    private final InstantSource clock;
    private final CollectorLock claim;
    private final SenderNames nameplates;
    private final NameFolders names;
    private final ActiveReaders readers = new ActiveReaders();
    private final Inventory inventory = new Inventory(this);
    private volatile Notice notice = trace -> {};
    private volatile Optional<Elsewhere> elsewhere = Optional.empty();

    private TraceFolder(Path directory, boolean sync, InstantSource clock) {
        this.directory = directory;
        this.sync = sync;
        this.clock = clock;
        this.claim = CollectorLock.take(directory);
        this.nameplates = new SenderNames(this);
        this.names = new NameFolders(this, claim, nameplates);
    }

    /**
     * Opens the folder. Creates it if it is missing, and deletes the partial files of dead collectors.
     *
     * @param sync whether to sync traces to disk (fsync)
     * @throws Problem if the folder can't be used
     */
    public static TraceFolder open(Path directory, boolean sync) {
        return open(directory, sync, InstantSource.system());
    }

    /** Reports the owner of the folder and the current user, because container engines create folders as root. */
    private static Problem notWritable(Path directory) {
        String cure = "make it writable for this user";
        try {
            Object owner = Files.getAttribute(directory, "unix:uid");
            Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            Object group = Files.getAttribute(Path.of("/proc/self"), "unix:gid");
            if (owner.equals(user)) {
                return new Problem(
                        directory.toString(), "the folder is not writable for its owner", "chmod u+rwx FOLDER");
            }
            return new Problem(
                    directory.toString(),
                    "the folder is not writable: it belongs to user " + owner + ", and this program runs as user "
                            + user,
                    cure + ": chown " + user + ":" + group
                            + " FOLDER. In a container, FOLDER is the folder on the host that is mounted at this path");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            return new Problem(directory.toString(), "the folder is not writable", cure);
        }
    }

    /** Does the same as {@link #open(Path, boolean)}, but takes the times in file names from the given clock. */
    public static TraceFolder open(Path directory, boolean sync, InstantSource clock) {
        if (Files.isSymbolicLink(directory)) {
            throw new Problem(
                    directory.toString(), "the folder is a symbolic link", "use the folder that the link points to");
        }
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw new Problem(directory.toString(), "this is a file, not a folder", "use a folder", e);
        } catch (IOException e) {
            throw Problem.of(directory, e);
        }
        if (!Files.isWritable(directory)) {
            throw notWritable(directory);
        }
        TraceFolder folder = new TraceFolder(directory, sync, clock);
        folder.sweep();
        return folder;
    }

    /** The folder itself. */
    public Path directory() {
        return directory;
    }

    /** The inventory of traces, which lists them without disk access. */
    public Inventory inventory() {
        return inventory;
    }

    /** The traces that are being read now. */
    public ActiveReaders readers() {
        return readers;
    }

    /** The folders in this folder, one for each name. */
    public NameFolders names() {
        return names;
    }

    /** An archive of traces that were in the folder before. */
    public interface Elsewhere {
        /** Brings a trace back into the folder. Returns its path; empty if there is no such trace. */
        Optional<Path> restore(String folder, String file) throws IOException;

        /** Deletes a trace there, if it exists. */
        void delete(String folder, String file) throws IOException;
    }

    /** A callback that is called before each trace becomes visible. */
    public interface Notice {
        void of(StoredTrace trace) throws IOException;
    }

    /**
     * Sets the callback for new traces. It is called before each trace becomes visible, so that no visible trace is
     * missed, even if the collector is killed.
     */
    public void notice(Notice first) {
        notice = first;
    }

    /** Sets where archived traces are. */
    public void lookElsewhere(Elsewhere place) {
        elsewhere = Optional.of(place);
    }

    /** Where archived traces are; empty if traces are not archived. */
    public Optional<Elsewhere> elsewhere() {
        return elsewhere;
    }

    /** The final name of a complete file. If the upload has a key, every upload with this key gets the same name. */
    StoredTrace placeOf(Path part, TraceName name, Optional<UploadKey> key, long bytes) throws IOException {
        Instant now = clock.instant();
        String file = key.isPresent() ? key.get().file(ParentFolder.of(part), inventory) : FileName.of(now);
        Instant time = FileName.time(file).orElse(now);
        return new StoredTrace(name.text(), name.folder(), file, bytes, time);
    }

    /**
     * Renames a complete file to its final name and syncs this change. Only after that can the trace be acknowledged.
     */
    void publish(Path part, StoredTrace trace) throws IOException {
        notice.of(trace);
        Files.move(part, part.resolveSibling(trace.file()), StandardCopyOption.ATOMIC_MOVE);
        try {
            force(ParentFolder.of(part));
        } catch (NoSuchFileException deletedMeanwhile) {
            // The trace was deleted right after it became visible, and its empty folder was deleted with it.
        }
        inventory.add(part.resolveSibling(trace.file()));
    }

    /** The path of a trace; empty if the trace is not in the folder. */
    public Optional<Path> find(String folder, String file) {
        if (!TraceName.isSafe(folder) || !TraceName.isSafe(file)) {
            return Optional.empty();
        }
        Path path = directory.resolve(folder).resolve(file);
        boolean there = isFolder(ParentFolder.of(path)) && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        return there ? Optional.of(path) : Optional.empty();
    }

    /** The folder with this own name; empty if it does not exist. */
    public Optional<Path> findFolder(String own) {
        return TraceName.isSafe(own) ? Optional.of(directory.resolve(own)).filter(this::isOfTraces) : Optional.empty();
    }

    /** The sender's name for a folder. */
    public String nameOf(Path folder) {
        return nameplates.read(folder);
    }

    /** A callback for each file in a folder of traces. */
    interface Visitor {
        void visit(Path folder, String file) throws IOException;
    }

    /** Visits all files in folders of traces, unsorted. Files that are deleted in the meantime may be missing. */
    void visit(Optional<String> only, Visitor visitor) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory)) {
            for (Path folder : folders) {
                boolean wanted =
                        only.map(folder.getFileName().toString()::equals).orElse(true);
                if (wanted && isOfTraces(folder)) {
                    visitFolder(folder, visitor);
                }
            }
        } catch (DirectoryIteratorException broken) {
            throw broken.getCause();
        }
    }

    /** Whether the path is a folder that can contain traces. */
    boolean isOfTraces(Path folder) {
        return TraceName.isSafe(folder.getFileName().toString()) && isFolder(folder);
    }

    /** Whether a collector on this folder died without cleaning up. */
    public boolean needsSweep() throws IOException {
        return claim.knowsDead();
    }

    /** Deletes partial files of dead collectors, and key files that are not needed any more. */
    public void sweep() {
        try {
            Set<Path> swept = new HashSet<>();
            visit(Optional.empty(), (folder, file) -> {
                Path path = folder.resolve(file);
                if (UploadKey.isMark(file) && UploadKey.deleteIfSpent(path, inventory.hasAll())
                        || claim.isOrphan(file) && Files.deleteIfExists(path)) {
                    swept.add(folder);
                }
            });
            swept.forEach(names::deleteIfEmpty);
            claim.forgetTheDead();
        } catch (IOException e) {
            throw Problem.of(directory, e);
        }
    }

    /** Syncs the entries of a folder, so that a rename survives a power cut. */
    void force(Path folder) throws IOException {
        if (sync) {
            try (FileChannel channel = FileChannel.open(folder)) {
                channel.force(true);
            }
        }
    }

    /** Syncs the content of a file. */
    void force(FileChannel channel) throws IOException {
        if (sync) {
            channel.force(true);
        }
    }

    /** A new name for a partial file of this collector. */
    public String partName() {
        return claim.partName();
    }

    /** A new name for a partial file with data that is derived from a trace. */
    public String keptPartName() {
        return claim.keptPartName();
    }

    @Override
    public void close() {
        inventory.close();
        claim.close();
    }

    /** The attributes of a file, without following links; empty if it does not exist. */
    public static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    private static void visitFolder(Path folder, Visitor visitor) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path path : files) {
                visitor.visit(folder, path.getFileName().toString());
            }
        } catch (DirectoryIteratorException broken) {
            throw broken.getCause();
        } catch (NoSuchFileException | AccessDeniedException notOurs) {
            // The folder was deleted in the meantime, or this user is not allowed to read it.
        }
    }

    static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }
}
