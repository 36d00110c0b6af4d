package faastrace.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A copy of this machine's Go in which net/http can be changed. All other files are links to the original. */
public final class GoCopy {
    private static final Path HTTP = Path.of("src/net/http");

    private GoCopy() {}

    /** Makes the copy in the given folder. */
    public static void make(Path original, Path copy) throws IOException {
        for (Path shared = HTTP; shared != null; shared = shared.getParent()) {
            fill(original.resolve(shared), Files.createDirectories(copy.resolve(shared)), shared.equals(HTTP));
        }
        fill(original, copy, false);
    }

    private static void fill(Path from, Path to, boolean copies) throws IOException {
        for (Path file : files(from)) {
            Path target = to.resolve(file.getFileName());
            if (copies && Files.isRegularFile(file)) {
                Files.copy(file, target);
            } else if (!Files.exists(target)) {
                Files.createSymbolicLink(target, file);
            }
        }
    }

    /** The files of a folder, sorted by name. */
    public static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
