package faastrace.overlay;

import faastrace.problem.Problem;
import faastrace.template.Bundled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of overlay folders: those that come with faas-trace, and those on disk. */
final class OverlayFolders {
    private static final String ROOT = "template-overlays/";
    private static final long MOST_BYTES = 1 << 20;

    private OverlayFolders() {}

    /** Folder name → file name → bytes, of the overlays that come with faas-trace. */
    static SortedMap<String, SortedMap<String, byte[]>> builtIn() {
        SortedMap<String, SortedMap<String, byte[]>> folders = new TreeMap<>();
        Bundled.files(ROOT).forEach((path, bytes) -> {
            int slash = path.indexOf('/');
            if (slash > 0) {
                folders.computeIfAbsent(path.substring(0, slash), folder -> new TreeMap<>())
                        .put(path.substring(slash + 1), bytes);
            }
        });
        return folders;
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
}
