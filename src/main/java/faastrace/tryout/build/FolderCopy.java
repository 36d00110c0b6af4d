package faastrace.tryout.build;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Copies files and folders as faas-cli does for a build: follows links, keeps modes and replaces existing files. Unlike
 * faas-cli, rejects links that lead out of the allowed folders.
 */
final class FolderCopy {
    private final List<Path> allowed;
    private final Deque<Path> above = new ArrayDeque<>();

    /** @param allowed the folders that links may lead into */
    FolderCopy(List<Path> allowed) {
        this.allowed = allowed.stream().map(FolderCopy::real).toList();
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw Problem.of(path, e);
        }
    }

    /** Copies a folder's content, except entries with these names. */
    void contents(Path from, Path to, Set<String> leftOut) {
        try {
            Files.createDirectories(to);
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
                for (Path entry : entries) {
                    if (!leftOut.contains(entry.getFileName().toString())) {
                        copy(entry, to.resolve(entry.getFileName()));
                    }
                }
            }
        } catch (IOException e) {
            throw Problem.of(from, e);
        }
    }

    /** Copies a file, or a folder with its content. */
    void copy(Path from, Path to) {
        Path real = real(from);
        if (allowed.stream().noneMatch(real::startsWith)) {
            throw new Problem(
                    from.toString(),
                    "is a symbolic link that leads out of the repository, to " + real,
                    "replace it with a copy");
        }
        try {
            BasicFileAttributes found = Files.readAttributes(real, BasicFileAttributes.class);
            if (found.isDirectory()) {
                folder(from, real, to);
            } else if (found.isRegularFile()) {
                Files.createDirectories(to.getParent());
                Files.copy(real, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            } else {
                throw new Problem(from.toString(), "is not a plain file", "remove it, or replace it with a plain file");
            }
        } catch (IOException e) {
            throw Problem.of(from, e);
        }
    }

    private void folder(Path from, Path real, Path to) throws IOException {
        if (above.contains(real)) {
            throw new FileSystemLoopException(from.toString());
        }
        above.push(real);
        contents(from, to, Set.of());
        above.pop();
    }
}
