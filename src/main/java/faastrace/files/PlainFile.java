package faastrace.files;

import faastrace.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/**
 * Reads files that may come from somebody else. It never opens a device, pipe or socket, because reading might never
 * end, and it never reads more than a given number of bytes.
 */
public final class PlainFile {
    /** Files in these folders look like plain files, but reading them may block or never end. */
    private static final List<Path> KERNEL = List.of(Path.of("/proc"), Path.of("/sys"), Path.of("/dev"));

    private PlainFile() {}

    /**
     * Reads a file and follows symbolic links.
     *
     * @param where the file as the user knows it
     * @throws Problem if it is missing, not a plain file, or larger than {@code most} bytes
     */
    public static byte[] read(String where, Path file, int most) {
        try {
            Path real = file.toRealPath();
            if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)
                    || KERNEL.stream().anyMatch(real::startsWith)) {
                throw notPlain(where);
            }
            return bounded(where, real, most);
        } catch (IOException e) {
            throw Problem.reading(where, e);
        }
    }

    /**
     * Reads a file inside a folder if it exists. Symbolic links are not followed.
     *
     * @param path the path relative to the folder, with {@code /}; also the name of the file in messages
     * @throws Problem if a part of the path is a link, or if the file is not a plain file or has more than {@code most}
     *     bytes
     */
    public static Optional<byte[]> find(Path root, String path, int most) {
        try {
            return isThere(root, path) ? Optional.of(bounded(path, root.resolve(path), most)) : Optional.empty();
        } catch (IOException e) {
            throw Problem.reading(path, e);
        }
    }

    /** Whether the file exists inside the folder. If the file could not be read, throws as {@link #find} does. */
    public static boolean isThere(Path root, String path) {
        if (("/" + path + "/").contains("/../")) {
            throw new Problem(path, "leads outside its folder", "remove the '..' from the name");
        }
        if (path.indexOf('/') >= 0 && !isFolder(root, path.substring(0, path.lastIndexOf('/')))) {
            return false;
        }
        Optional<BasicFileAttributes> file = lookAt(path, root.resolve(path));
        if (file.isPresent() && !file.get().isRegularFile()) {
            throw notPlain(path);
        }
        return file.isPresent();
    }

    /** Whether the folder exists inside the root. Throws if any part of the folder's path is a link or a file. */
    public static boolean isFolder(Path root, String path) {
        for (int end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
            String folder = end < 0 ? path : path.substring(0, end);
            Optional<BasicFileAttributes> found = lookAt(folder, root.resolve(folder));
            if (found.isEmpty()) {
                return false;
            }
            if (!found.get().isDirectory()) {
                throw new Problem(folder, "is not a folder", "remove it, or replace it with a folder");
            }
            if (end < 0) {
                return true;
            }
        }
    }

    private static Optional<BasicFileAttributes> lookAt(String where, Path file) {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (found.isSymbolicLink()) {
                throw new Problem(
                        where,
                        "is a symbolic link",
                        "replace it with a plain file or folder; links are not followed here");
            }
            return Optional.of(found);
        } catch (NoSuchFileException notThere) {
            return Optional.empty();
        } catch (IOException e) {
            throw Problem.reading(where, e);
        }
    }

    private static Problem notPlain(String where) {
        return new Problem(where, "is not a plain file", "replace it with a plain file, or remove it");
    }

    private static byte[] bounded(String where, Path file, int most) throws IOException {
        if (Files.size(file) <= most) {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(most + 1); // the file may grow, and its reported size may be wrong
                if (bytes.length <= most) {
                    return bytes;
                }
            }
        }
        throw new Problem(
                where,
                "is larger than " + (most < 1 << 20 ? most + " bytes" : (most >> 20) + " MiB"),
                "check that it is the file you mean, or remove it");
    }
}
