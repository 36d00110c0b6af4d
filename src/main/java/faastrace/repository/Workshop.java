package faastrace.repository;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The hidden folder beside {@code template/} where exchanges are made ready, open to one run at a time. */
final class Workshop implements AutoCloseable {
    static final String FOLDER = ".faas-trace";

    private final Path project;
    private final FileSteps steps;
    private final FileChannel lock;

    private Workshop(Path project, FileSteps steps, FileChannel lock) {
        this.project = project;
        this.steps = steps;
        this.lock = lock;
    }

    static Workshop open(Path project, FileSteps steps) throws IOException {
        Path folder = project.resolve(FOLDER);
        if (Files.isSymbolicLink(folder)) {
            throw new Problem(folder.toString(), "this is a symbolic link", "replace it by a folder");
        }
        if (!Files.isDirectory(folder)) {
            steps.before("create " + folder);
            Files.createDirectories(folder);
        }
        ignore(folder.resolve(".gitignore"), steps);
        return new Workshop(project, steps, lock(folder));
    }

    /** An exchange with a folder of its own. */
    Exchange exchange() throws IOException {
        steps.before("create an exchange");
        // Under the lock nobody else takes this name; a random one would cost the start of Java's security classes.
        Path folder = project.resolve(FOLDER).resolve(Exchange.PREFIX + System.currentTimeMillis());
        return new Exchange(project, Files.createDirectory(folder), steps);
    }

    void recover() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(project.resolve(FOLDER), Exchange.PREFIX + "*")) {
            for (Path folder : left) {
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    new Exchange(project, folder, steps).undo();
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static void ignore(Path file, FileSteps steps) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            steps.before("write " + file);
            Files.writeString(file, "*\n");
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        Path file = folder.resolve("pull.lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            // The same answer as for another process.
        }
        if (lock == null) {
            channel.close();
            throw new Problem(file.toString(), "another faas-trace is writing templates here", "wait until it is done");
        }
        return channel;
    }
}
