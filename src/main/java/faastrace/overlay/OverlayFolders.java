package faastrace.overlay;

import faastrace.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The files of overlay folders: those in our own jar, and those on disk. */
final class OverlayFolders {
    private static final String ROOT = "template-overlays/";
    private static final long MOST_BYTES = 1 << 20;

    private OverlayFolders() {}

    /** Folder name → file name → bytes, of the overlays that come with faas-trace. */
    static SortedMap<String, SortedMap<String, byte[]>> builtIn() {
        try {
            Path code = Path.of(OverlayFolders.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Files.isDirectory(code) ? in(code.resolve(ROOT)) : inJar(code);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same for a folder on disk. */
    static SortedMap<String, SortedMap<String, byte[]>> in(Path root) {
        SortedMap<String, SortedMap<String, byte[]>> folders = new TreeMap<>();
        try (Stream<Path> children = Files.list(root)) {
            for (Path folder : children.sorted().toList()) {
                if (Files.isDirectory(folder)
                        && !folder.getFileName().toString().startsWith(".")) {
                    folders.put(folder.getFileName().toString(), files(folder));
                }
            }
        } catch (IOException e) {
            throw Problem.of(root, e);
        }
        return folders;
    }

    private static SortedMap<String, byte[]> files(Path folder) throws IOException {
        SortedMap<String, byte[]> texts = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.toList()) {
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    if (Files.size(path) > MOST_BYTES) {
                        throw new Problem(path.toString(), "larger than 1 MiB", "an overlay holds small text files");
                    }
                    texts.put(folder.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
                }
            }
        }
        return texts;
    }

    private static SortedMap<String, SortedMap<String, byte[]>> inJar(Path jar) throws IOException {
        SortedMap<String, SortedMap<String, byte[]>> folders = new TreeMap<>();
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
                String name = entry.getName();
                int slash = name.indexOf('/', ROOT.length());
                if (name.startsWith(ROOT) && slash > 0 && !entry.isDirectory()) {
                    try (InputStream in = file.getInputStream(entry)) {
                        folders.computeIfAbsent(name.substring(ROOT.length(), slash), f -> new TreeMap<>())
                                .put(name.substring(slash + 1), in.readAllBytes());
                    }
                }
            }
        }
        return folders;
    }
}
