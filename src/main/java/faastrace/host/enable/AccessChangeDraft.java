package faastrace.host.enable;

import faastrace.document.UserFile;
import faastrace.patch.Content;
import faastrace.patch.FileChange;
import faastrace.patch.Patch;
import faastrace.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds an {@link AccessChange}: collects files to write below a root, and commands that undo the change. */
final class AccessChangeDraft {
    private static final int MOST_OF_KERNEL = 100;
    private static final String KEPT = ".before-faas-trace";

    private final Path root;
    private final String home;
    private final Path from;
    private final List<FileChange> changes = new ArrayList<>();
    private final List<String> opens = new ArrayList<>();
    private final List<String> next = new ArrayList<>();
    private final List<String> undo = new ArrayList<>();
    private boolean applied = true;

    /**
     * @param root the folder that paths are relative to
     * @param home a folder below {@code root}; the change certainly writes to this folder
     */
    AccessChangeDraft(Path root, String home) {
        this(root, home, Path.of("/"));
    }

    private AccessChangeDraft(Path root, String home, Path from) {
        this.root = root;
        this.home = home;
        this.from = from;
    }

    /**
     * A draft for a folder. Files below {@code here} are shown with relative paths, which also work if faas-trace runs
     * in a container.
     */
    static AccessChangeDraft seenFrom(Path here, Path folder) {
        return new AccessChangeDraft(folder, "", here);
    }

    /** The text of a file, if it exists. */
    Optional<String> read(String path) {
        return UserFile.find(shown(path), root.resolve(path));
    }

    /** The text of a kernel file below /proc, if it exists. The checks for files that people write are skipped. */
    Optional<String> readKernel(String path) {
        Path file = root.resolve(path);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(MOST_OF_KERNEL), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw Problem.of(shown(path), e);
        }
    }

    boolean isFolder(String path) {
        return Files.isDirectory(root.resolve(path));
    }

    /** The path as shown to the user. */
    String shown(String path) {
        return AccessChange.shown(root.resolve(path), from);
    }

    /** Adds a file that only faas-trace writes. Throws if the file exists with different content. */
    void add(String path, String text) {
        if (create(path, text)) {
            undo.add(removal(path));
        }
    }

    /** Adds a file that users apply themselves. The undo commands remove the file, even if an earlier run wrote it. */
    void addToApply(String path, String text) {
        applied = false;
        create(path, text);
        undo.add(removal(path));
    }

    private boolean create(String path, String text) {
        Optional<String> there = read(path);
        if (there.isEmpty()) {
            return changes.add(new FileChange(path, null, Content.of(text)));
        }
        if (!there.get().equals(text)) {
            throw new Problem(
                    shown(path),
                    "already exists with different content",
                    "remove it or move it away, then run the command again");
        }
        return false;
    }

    /** Changes a file that somebody else may have written. Keeps a copy of the old content next to the file. */
    void merge(String path, String text) {
        Optional<String> there = read(path);
        if (there.isEmpty()) {
            add(path, text);
        } else if (!there.get().equals(text)) {
            keep(path + KEPT, there.get());
            changes.add(new FileChange(path, content(path, there.get()), content(path, text)));
            undo.add("mv " + quoted(shown(path + KEPT)) + " " + quoted(shown(path)));
        }
    }

    private void keep(String path, String text) {
        Optional<String> there = read(path);
        if (there.isEmpty() || !there.get().equals(text)) {
            Content before = there.map(Content::of).orElse(null);
            changes.add(new FileChange(path, before, Content.of(text)));
        }
    }

    private Content content(String path, String text) {
        return new Content(text.getBytes(StandardCharsets.UTF_8), Files.isExecutable(root.resolve(path)));
    }

    private String removal(String path) {
        return "rm " + quoted(shown(path));
    }

    /** Quotes a path as one word of a command line. */
    static String quoted(String path) {
        return path.matches("[A-Za-z0-9_./+@:-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }

    void opens(String sentence) {
        opens.add(sentence);
    }

    void next(String line) {
        next.add(line);
    }

    void undo(String line) {
        undo.add(line);
    }

    AccessChange done() {
        return new AccessChange(
                root, from, home, Patch.of(changes), List.copyOf(opens), List.copyOf(next), List.copyOf(undo), applied);
    }
}
