package faastrace.template;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a template's folder. Symbolic links are not followed and not part of the template. */
public final class TemplateOnDisk {
    private static final long MOST_BYTES = 256L << 20;

    private TemplateOnDisk() {}

    /**
     * @param folder a template's folder, or a function's that brings its own Dockerfile
     * @param name how the template is called
     * @throws Problem where the folder can't be read, is a symbolic link, or is larger than 256 MiB
     */
    public static Template read(Path folder, String name) {
        if (Files.isSymbolicLink(folder)) {
            throw new Problem(
                    folder.toString(),
                    "is a symbolic link",
                    "replace it by the folder itself: faas-cli refuses it too");
        }
        try {
            Visitor visitor = new Visitor(folder);
            Files.walkFileTree(folder, visitor);
            return new Template(name, visitor.files);
        } catch (IOException e) {
            throw Problem.of(folder, e);
        }
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {
        private final Path folder;
        private final SortedMap<String, TemplateFile> files = new TreeMap<>();
        private long bytes;

        Visitor(Path folder) {
            this.folder = folder;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            // A checkout within the folder is not part of it.
            return directory.endsWith(".git") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            String path = folder.relativize(file).toString().replace('\\', '/');
            if (attributes.isSymbolicLink() && (path.endsWith("Dockerfile") || path.equals(Facts.SETTINGS))) {
                throw new Problem(file.toString(), "is a symbolic link", "replace it by the file itself");
            }
            if (!attributes.isRegularFile()) {
                return FileVisitResult.CONTINUE;
            }
            bytes += attributes.size();
            if (bytes > MOST_BYTES) {
                throw new Problem(folder.toString(), "is larger than 256 MiB", "take the large files out");
            }
            files.put(path, new TemplateFile(path, Files.readAllBytes(file), isExecutable(file)));
            return FileVisitResult.CONTINUE;
        }

        private static boolean isExecutable(Path file) throws IOException {
            Object mode = Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return ((Integer) mode & 0111) != 0;
        }
    }
}
