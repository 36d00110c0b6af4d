package faastrace.collector;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
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
import java.util.Optional;

/**
 * The folder of traces: {@code DIR/<name>/<time>-<id>.perf.gz}, which FlameScope lists as it is. Whatever else lies
 * there begins with a dot, or was put there by somebody and is left alone.
 */
final class TraceFolder implements AutoCloseable {
    private static final int CONFLICT = 409;

    private final Path directory;
    private final boolean sync;
    private final InstantSource clock;
    private final Claim claim;
    private final Nameplates nameplates;
    private final Readers readers = new Readers();

    private TraceFolder(Path directory, boolean sync, InstantSource clock) {
        this.directory = directory;
        this.sync = sync;
        this.clock = clock;
        this.claim = Claim.take(directory);
        this.nameplates = new Nameplates(this);
    }

    /**
     * Makes the folder if it is missing, and removes what collectors that died left half-written.
     *
     * @param sync whether to force what is kept onto the disk
     * @throws Problem where the folder can't serve
     */
    static TraceFolder open(Path directory, boolean sync) {
        return open(directory, sync, InstantSource.system());
    }

    /** As {@link #open(Path, boolean)}, with traces named by that clock. */
    static TraceFolder open(Path directory, boolean sync, InstantSource clock) {
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
            throw new Problem(directory.toString(), "the folder is not writable", "make it writable for this user");
        }
        TraceFolder folder = new TraceFolder(directory, sync, clock);
        folder.sweep();
        return folder;
    }

    Path directory() {
        return directory;
    }

    /** Those who read traces now. */
    Readers readers() {
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

    /** Gives a whole file its name, for good; only then may it be acknowledged. */
    StoredTrace publish(Path part, TraceName name, long bytes) throws IOException {
        Instant now = clock.instant();
        String file = FileName.of(now);
        Files.move(part, part.resolveSibling(file), StandardCopyOption.ATOMIC_MOVE);
        force(part.getParent());
        Instant time = FileName.time(file).orElse(now);
        return new StoredTrace(name.text(), name.folder(), file, bytes, time);
    }

    /** The path of a trace, if there is one. */
    Optional<Path> find(String folder, String file) {
        if (!TraceName.isSafe(folder) || !TraceName.isSafe(file)) {
            return Optional.empty();
        }
        Path path = directory.resolve(folder).resolve(file);
        boolean there = isFolder(path.getParent()) && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        return there ? Optional.of(path) : Optional.empty();
    }

    /** The name that a folder stands for. */
    String nameOf(Path folder) {
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
                String own = folder.getFileName().toString();
                boolean wanted = only.map(own::equals).orElse(true);
                if (wanted && TraceName.isSafe(own) && isFolder(folder)) {
                    visitFolder(folder, visitor);
                }
            }
        }
    }

    /** Deletes what dead collectors left half-written. */
    void sweep() {
        try {
            visit(Optional.empty(), (folder, file) -> {
                if (claim.isOrphan(file)) {
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

    String partName() {
        return claim.partName();
    }

    @Override
    public void close() {
        claim.close();
    }

    static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
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
                throw new Refusal(
                        CONFLICT,
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
        } catch (NoSuchFileException | AccessDeniedException notOurs) {
            // Somebody deleted the folder meanwhile, or keeps it to himself.
        }
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }
}
