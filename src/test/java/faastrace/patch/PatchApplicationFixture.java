package faastrace.patch;

import faastrace.files.OwnFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Creates a folder and a patch that fits it. The patch adds, changes and removes files. */
abstract class PatchApplicationFixture {
    static final Content OLD = Content.of("old\n");
    static final Content NEW = Content.of("new\n");

    static final Patch PATCH = Patch.of(List.of(
            new FileChange("added/deep/a", null, NEW),
            new FileChange("run", OLD, new Content(NEW.bytes(), true)),
            new FileChange("gone/b", OLD, null),
            new FileChange("c", OLD, NEW),
            new FileChange("added/d", null, new Content(new byte[0], false))));

    @TempDir
    Path temporary;

    Path root;

    Path journal;

    /** An error that simulates a kill. No code catches it, so nothing is cleaned up. */
    static final class Stop extends Error {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void aFolderThatThePatchFits() throws IOException {
        root = temporary.resolve("root");
        journal = temporary.resolve("state/journal");
        fresh();
    }

    void fresh() throws IOException {
        delete(root);
        Files.createDirectories(root.resolve("gone"));
        for (String path : List.of("run", "gone/b", "c", "other")) {
            Files.writeString(root.resolve(path), "old\n");
        }
    }

    OwnFiles own() {
        return OwnFiles.outside(root);
    }

    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** All files and folders below the root. Folders have the value null. */
    Map<String, Content> state() throws IOException {
        Map<String, Content> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                boolean isFolder = Files.isDirectory(path);
                Content content = isFolder ? null : new Content(Files.readAllBytes(path), Files.isExecutable(path));
                found.put(root.relativize(path).toString(), content);
            }
        }
        return found;
    }

    static FileSteps stopAfter(int writes) {
        List<String> seen = new ArrayList<>();
        return written(path -> {
            seen.add(path);
            if (seen.size() == writes) {
                throw new Stop();
            }
        });
    }

    static FileSteps written(Consumer<String> afterEachWrite) {
        return new FileSteps() {
            @Override
            public void written(String path) throws IOException {
                try {
                    afterEachWrite.accept(path);
                } catch (UncheckedIOException e) {
                    throw e.getCause();
                }
            }
        };
    }

    void apply(FileSteps heard) {
        PatchApplication.apply(PATCH, root, journal, own(), RecoveryPolicy.FINISH, heard);
    }

    Recovery recover() {
        return PatchApplication.recover(root, journal, own());
    }
}
