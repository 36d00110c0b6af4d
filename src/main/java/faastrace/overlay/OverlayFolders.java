package faastrace.overlay;

import faastrace.files.BundledFiles;
import faastrace.files.PlainFile;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the files of overlay folders: those that come with faas-trace, and those on disk. */
final class OverlayFolders {
    private static final String ROOT = "template-overlays/";
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_FILES = 1_000;

    private OverlayFolders() {}

    /** The overlays that come with faas-trace: folder name → file name → bytes. */
    static SortedMap<String, SortedMap<String, byte[]>> builtIn() {
        SortedMap<String, SortedMap<String, byte[]>> folders = new TreeMap<>();
        BundledFiles.files(ROOT).forEach((path, bytes) -> {
            int slash = path.indexOf('/');
            if (slash > 0) {
                folders.computeIfAbsent(path.substring(0, slash), folder -> new TreeMap<>())
                        .put(path.substring(slash + 1), bytes);
            }
        });
        return folders;
    }

    /** The overlays in a folder on disk. Their size is limited, because a hostile repository can choose the folder. */
    static SortedMap<String, SortedMap<String, byte[]>> in(Path root) {
        SortedMap<String, SortedMap<String, byte[]>> folders = new TreeMap<>();
        int[] count = {0};
        if (Files.exists(root) && !Files.isDirectory(root)) { // opening a pipe would block
            throw new Problem(root.toString(), "is not a folder", "give the folder that contains your overlays");
        }
        try (Stream<Path> children = Files.list(root)) {
            for (Path folder : children.limit(MOST_FILES).sorted().toList()) {
                if (Files.isDirectory(folder)
                        && !folder.getFileName().toString().startsWith(".")) {
                    folders.put(folder.getFileName().toString(), files(folder, count));
                }
            }
        } catch (IOException e) {
            Problem failure = Problem.of(root, e);
            throw new Problem(
                    failure.where(), "the overlays folder can't be read: " + failure.what(), failure.cure(), e);
        }
        return folders;
    }

    private static SortedMap<String, byte[]> files(Path folder, int[] count) throws IOException {
        SortedMap<String, byte[]> texts = new TreeMap<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                if (++count[0] > MOST_FILES) {
                    throw new Problem(
                            folder.toString(),
                            "the overlays folder contains more than " + MOST_FILES + " files",
                            "check that it is the folder you mean");
                }
                if (attributes.isRegularFile()) {
                    texts.put(folder.relativize(path).toString().replace('\\', '/'), read(path));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return texts;
    }

    private static byte[] read(Path path) throws IOException {
        try {
            return PlainFile.read(path.toString(), path, MOST_BYTES);
        } catch (Problem unsuitable) {
            throw new Problem(
                    unsuitable.where(),
                    unsuitable.what() + ", so it can't be part of an overlay",
                    "remove it, or check that this is the overlays folder you mean",
                    unsuitable);
        }
    }
}
