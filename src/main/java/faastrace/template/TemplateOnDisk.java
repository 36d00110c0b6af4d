package faastrace.template;

import faastrace.files.ParentFolder;
import faastrace.files.PlainFile;
import faastrace.problem.ChangedMeanwhile;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a template's folder. Symbolic links are not followed, and are not part of the template. */
public final class TemplateOnDisk {
    private static final long MOST_BYTES = 256L << 20;
    private static final int MOST_FILES = 100_000;

    /** Files of at most this size in bytes are read immediately. Larger files are read only when they are needed. */
    private static final int SMALL = 64 << 10;

    private TemplateOnDisk() {}

    /**
     * @param folder a template's folder, or the folder of a function that brings its own Dockerfile
     * @param name the name of the template
     * @throws Problem if the folder can't be read, is a symbolic link, is larger than 256 MiB, or contains more than
     *     100,000 files and folders
     */
    public static Template read(Path folder, String name) {
        if (Files.isSymbolicLink(folder)) {
            throw new Problem(
                    folder.toString(),
                    "is a symbolic link",
                    "replace it with the folder itself; faas-cli refuses links too");
        }
        try {
            Visitor visitor = new Visitor(folder);
            Files.walkFileTree(folder, visitor);
            return new Template(name, visitor.files);
        } catch (AccessDeniedException e) {
            throw Problem.of(e.getFile() == null ? folder : e.getFile(), e);
        } catch (IOException e) {
            throw Problem.of(folder, e);
        }
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {
        private final Path folder;
        private final SortedMap<String, TemplateFile> files = new TreeMap<>();
        private long bytes;
        private int count;

        Visitor(Path folder) {
            this.folder = folder;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            count(directory);
            // Git's own data is not part of the template.
            return directory.endsWith(".git") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            count(file);
            String path = folder.relativize(file).toString().replace('\\', '/');
            boolean isNeeded = path.endsWith("Dockerfile") || path.equals(Facts.SETTINGS);
            if (attributes.isSymbolicLink() && isNeeded) {
                throw new Problem(file.toString(), "is a symbolic link", "replace it with the file itself");
            }
            if (attributes.isOther() && isNeeded) {
                throw new Problem(file.toString(), "is not a plain file", "replace it with a plain file");
            }
            if (!attributes.isRegularFile()) {
                return FileVisitResult.CONTINUE;
            }
            bytes += attributes.size();
            if (bytes > MOST_BYTES) {
                throw new Problem(folder.toString(), "is larger than 256 MiB", "remove the large files");
            }
            files.put(path, file(file, path, attributes.size()));
            return FileVisitResult.CONTINUE;
        }

        private static TemplateFile file(Path file, String path, long size) throws IOException {
            if (size > SMALL) {
                return TemplateFile.later(path, size, isExecutable(file), () -> read(file, (int) size));
            }
            return new TemplateFile(path, read(file, SMALL), isExecutable(file));
        }

        private static byte[] read(Path file, int most) {
            Optional<byte[]> bytes;
            try {
                bytes = PlainFile.find(ParentFolder.of(file), file.getFileName().toString(), most);
            } catch (Problem problem) { // names only the file, but several templates may have a file of that name
                throw new Problem(file.toString(), problem.what(), problem.cure(), problem.getCause());
            }
            return bytes.orElseThrow(() -> new ChangedMeanwhile(file.toString()));
        }

        private void count(Path last) {
            if (++count > MOST_FILES) {
                throw new Problem(
                        folder.toString(),
                        "contains more than 100,000 files and folders, such as " + last,
                        "remove what the template does not need");
            }
        }

        private static boolean isExecutable(Path file) throws IOException {
            Object mode = Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return ((Integer) mode & 0111) != 0;
        }
    }
}
