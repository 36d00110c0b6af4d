package faastrace.repository.folder;

import faastrace.files.WorkLock;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The hidden folder beside {@code template/} where folder swaps are made ready, open to one run at a time. */
final class SwapArea implements AutoCloseable {
    static final String FOLDER = ".faas-trace";

    private final Path project;
    private final FileSteps steps;
    private final WorkLock lock;

    private SwapArea(Path project, FileSteps steps, WorkLock lock) {
        this.project = project;
        this.steps = steps;
        this.lock = lock;
    }

    /**
     * Waits for other runs, then opens it.
     *
     * @throws Problem with nothing written, where something in it may have come with the repository
     */
    static SwapArea open(Path project, FileSteps steps, Consumer<String> waiting) throws IOException {
        Path folder = project.resolve(FOLDER);
        if (Files.isSymbolicLink(folder)) {
            throw new Problem(folder.toString(), "this is a symbolic link", "replace it by a folder");
        }
        refuseForeign(project, waiting);
        if (!Files.isDirectory(folder)) {
            steps.before("create " + folder);
            Files.createDirectories(folder);
        }
        ignore(folder.resolve(".gitignore"), steps);
        return new SwapArea(project, steps, WorkLock.exclusive(project, waiting));
    }

    /** Looked at before anything is written, the lock's file included. */
    private static void refuseForeign(Path project, Consumer<String> waiting) throws IOException {
        WorkLock.awaitFree(project, waiting);
        for (Path folder : left(project)) {
            new FolderSwap(project, folder, FileSteps.NONE).refuseForeign();
        }
    }

    private static List<Path> left(Path project) throws IOException {
        List<Path> folders = new ArrayList<>();
        if (Files.isDirectory(project.resolve(FOLDER), LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> left =
                    Files.newDirectoryStream(project.resolve(FOLDER), FolderSwap.PREFIX + "*")) {
                for (Path folder : left) {
                    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                        folders.add(folder);
                    }
                }
            }
        }
        return folders;
    }

    /** A new swap, with a folder of its own. */
    FolderSwap swap() throws IOException {
        steps.before("create a swap");
        // Under the lock nobody else takes this name; a random one would cost the start of Java's security classes.
        Path folder = project.resolve(FOLDER).resolve(FolderSwap.PREFIX + System.currentTimeMillis());
        return new FolderSwap(project, Files.createDirectory(folder), steps);
    }

    void recover() throws IOException {
        for (Path folder : left(project)) {
            new FolderSwap(project, folder, steps).undo();
        }
    }

    @Override
    public void close() {
        lock.close();
    }

    private static void ignore(Path file, FileSteps steps) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            steps.before("write " + file);
            Files.writeString(file, "*\n");
        }
    }
}
