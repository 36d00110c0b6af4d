package faastrace.collector.store;

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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The folder of traces: {@code DIR/<name>/<time>-<id>.perf.gz}, which FlameScope lists as it is. Whatever else lies
 * there begins with a dot, or was put there by somebody and is left alone.
 */
public final class TraceFolder implements AutoCloseable {

    /** Looking at each takes long, and nothing is lost by keeping one longer. */
    private static final Duration MARKS_EVERY = Duration.ofHours(1);

    private static final Duration MARKS_KEPT = Duration.ofDays(1);

    private final Path directory;
    private final boolean sync;
    private final InstantSource clock;
    private final CollectorLock claim;
    private final SenderNames nameplates;
    private final ActiveReaders readers = new ActiveReaders();
    private final Inventory inventory = new Inventory(this);
    private volatile Notice notice = trace -> {};
    private Instant marksLookedAt = Instant.EPOCH;

    private TraceFolder(Path directory, boolean sync, InstantSource clock) {
        this.directory = directory;
        this.sync = sync;
        this.clock = clock;
        this.claim = CollectorLock.take(directory);
        this.nameplates = new SenderNames(this);
    }

    /**
     * Makes the folder if it is missing, and removes what collectors that died left half-written.
     *
     * @param sync whether to force what is kept onto the disk
     * @throws Problem where the folder can't serve
     */
    public static TraceFolder open(Path directory, boolean sync) {
        return open(directory, sync, InstantSource.system());
    }

    /** Says who owns it and who this is, as a folder that a container engine made is root's. */
    private static Problem notWritable(Path directory) {
        String cure = "make it writable for this user";
        try {
            Object owner = Files.getAttribute(directory, "unix:uid");
            Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            Object group = Files.getAttribute(Path.of("/proc/self"), "unix:gid");
            return new Problem(
                    directory.toString(),
                    "the folder is not writable: it belongs to user " + owner + ", and this program runs as user "
                            + user,
                    cure + ": chown " + user + ":" + group
                            + " FOLDER. In a container, do that to the folder that is mounted here");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            return new Problem(directory.toString(), "the folder is not writable", cure);
        }
    }

    /** As {@link #open(Path, boolean)}, with traces named by that clock. */
    public static TraceFolder open(Path directory, boolean sync, InstantSource clock) {
        if (Files.isSymbolicLink(directory)) {
            throw new Problem(
                    directory.toString(), "the folder is a symbolic link", "name the folder that it points to");
        }
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw new Problem(directory.toString(), "this is a file, not a folder", "name a folder", e);
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

    /** What is known to be there, without disk access. */
    public Inventory inventory() {
        return inventory;
    }

    /** Those who read traces now. */
    public ActiveReaders readers() {
        return readers;
    }

    /** A file that nothing lists, in the folder of that name, which is made if missing. */
    Path newPart(TraceName name) throws IOException {
        Path folder = directory.resolve(name.folder());
        if (!isFolder(folder)) {
            make(folder);
            nameplates.forget(folder);
        }
        if (name.isDisguised()) {
            nameplates.put(folder, name);
        }
        return folder.resolve(claim.partName());
    }

    /** Told of each trace before it is there. */
    public interface Notice {
        void of(StoredTrace trace) throws IOException;
    }

    /** Has somebody told of each trace before it is there, so that none is kept without his knowing. */
    public void notice(Notice first) {
        notice = first;
    }

    /** What a whole file will be called: as when it was sent before, if its upload has a key. */
    StoredTrace placeOf(Path part, TraceName name, Optional<UploadKey> key, long bytes) throws IOException {
        Instant now = clock.instant();
        String file = key.isPresent() ? key.get().file(part.getParent()) : FileName.of(now);
        Instant time = FileName.time(file).orElse(now);
        return new StoredTrace(name.text(), name.folder(), file, bytes, time);
    }

    /** Gives a whole file its name, for good; only then may it be acknowledged. */
    void publish(Path part, StoredTrace trace) throws IOException {
        notice.of(trace);
        Files.move(part, part.resolveSibling(trace.file()), StandardCopyOption.ATOMIC_MOVE);
        force(part.getParent());
        inventory.add(part.resolveSibling(trace.file()));
    }

    /** The path of a trace, if there is one. */
    public Optional<Path> find(String folder, String file) {
        if (!TraceName.isSafe(folder) || !TraceName.isSafe(file)) {
            return Optional.empty();
        }
        Path path = directory.resolve(folder).resolve(file);
        boolean there = isFolder(path.getParent()) && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        return there ? Optional.of(path) : Optional.empty();
    }

    /** The name that a folder stands for. */
    public String nameOf(Path folder) {
        return nameplates.read(folder);
    }

    /** Told of each file in a folder of traces. */
    interface Visitor {
        void visit(Path folder, String file) throws IOException;
    }

    /** Shows all files in folders of traces, in no order; what vanishes meanwhile may be shown or not. */
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

    /** Whether that is a folder that traces may lie in. */
    boolean isOfTraces(Path folder) {
        return TraceName.isSafe(folder.getFileName().toString()) && isFolder(folder);
    }

    /** Whether a collector on this folder has died without clearing up. */
    public boolean needsSweep() throws IOException {
        return claim.knowsDead();
    }

    /** Deletes what dead collectors left half-written, and what is known of uploads that nobody will repeat. */
    public void sweep() {
        Instant now = clock.instant();
        boolean due = marksLookedAt.plus(MARKS_EVERY).isBefore(now);
        marksLookedAt = due ? now : marksLookedAt;
        try {
            visit(Optional.empty(), (folder, file) -> {
                if (claim.isOrphan(file) || due && isOldMark(folder, file)) {
                    Files.deleteIfExists(folder.resolve(file));
                }
            });
            claim.forgetTheDead();
        } catch (IOException e) {
            throw Problem.of(directory, e);
        }
    }

    /** Makes the entries of a folder durable: a rename outlives a power cut only after this. */
    void force(Path folder) throws IOException {
        if (sync) {
            try (FileChannel channel = FileChannel.open(folder)) {
                channel.force(true);
            }
        }
    }

    /** Makes what was written to a file durable. */
    void force(FileChannel channel) throws IOException {
        if (sync) {
            channel.force(true);
        }
    }

    /** A new name for a half-written file of this collector. */
    public String partName() {
        return claim.partName();
    }

    /** The name of a half-written file that is made of a trace. */
    public String keptPartName() {
        return claim.keptPartName();
    }

    @Override
    public void close() {
        inventory.close();
        claim.close();
    }

    /** The attributes of a file, links not followed; empty if it is gone. */
    public static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    private void make(Path folder) throws IOException {
        try {
            Files.createDirectories(directory);
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException other) {
            if (!isFolder(folder)) {
                throw new Rejection(
                        Rejection.Reason.NAME_TAKEN,
                        "'" + folder.getFileName() + "' is a link or a file in the collector's folder",
                        "use another name");
            }
        }
        force(directory);
    }

    private static void visitFolder(Path folder, Visitor visitor) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path path : files) {
                visitor.visit(folder, path.getFileName().toString());
            }
        } catch (DirectoryIteratorException broken) {
            throw broken.getCause();
        } catch (NoSuchFileException | AccessDeniedException notOurs) {
            // The folder was deleted in the meantime, or this user may not read it.
        }
    }

    private static boolean isOldMark(Path folder, String file) throws IOException {
        Instant oldest = Instant.now().minus(MARKS_KEPT);
        return UploadKey.isMark(file)
                && attributes(folder.resolve(file))
                        .filter(found -> found.lastModifiedTime().toInstant().isBefore(oldest))
                        .isPresent();
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }
}
