package faastrace.repository.folder;

import faastrace.files.OwnFiles;
import faastrace.files.PlainFile;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Swaps folders under {@code template/} for ready ones, all of them or none.
 *
 * <p>Its folder holds {@code new/} and {@code old/}, and while renames are under way a file {@code moving} with the
 * folders' names. As long as that file is there, everything can be brought back; once it is gone, the rest is rubbish.
 * It is believed only where {@link OwnFiles} remembers that a run of this user left it.
 */
final class FolderSwap {
    static final String PREFIX = "pull-";

    private static final int MOST_BYTES = 4 << 20;
    private static final String CREATED = "created";
    private static final String THERE = "there";

    private final Path templates;
    private final Path folder;
    private final Path moving;
    private final OwnFiles own;
    private final FileSteps steps;

    FolderSwap(Path project, Path folder, FileSteps steps) {
        this.templates = project.resolve(TemplateFolder.NAME);
        this.folder = folder;
        this.moving = folder.resolve("moving");
        this.own = OwnFiles.outside(project);
        this.steps = steps;
    }

    /** Where the new folder of that name is to be built. */
    Path ready(String name) {
        return folder.resolve("new").resolve(name);
    }

    private Path old(String name) {
        return folder.resolve("old").resolve(name);
    }

    /** Moves the ready folders to their places and what was there out of them. */
    void make(List<String> names) throws IOException {
        announce(names);
        if (!exists(templates)) {
            steps.before("create " + templates);
            Files.createDirectory(templates);
        }
        for (String name : names) {
            if (exists(templates.resolve(name))) {
                move(templates.resolve(name), old(name));
            }
            move(ready(name), templates.resolve(name));
        }
        steps.before("finish");
        finish();
    }

    private void finish() throws IOException {
        Files.delete(moving);
        own.forget(moving);
    }

    /** Brings back what was there before, as far as it was moved, and cleans up. */
    void undo() throws IOException {
        if (exists(moving)) {
            List<String> lines = new ArrayList<>(names());
            boolean created = lines.remove(0).equals(CREATED);
            Collections.reverse(lines);
            for (String name : lines) {
                undo(name);
            }
            if (created) {
                steps.before("delete " + templates);
                deleteIfEmpty(templates);
            }
            steps.before("finish undoing");
            finish();
        }
        clean();
    }

    /** Throws a {@link Problem} where this was not left by a run of this user, and so can't be undone. */
    void refuseForeign() {
        if (exists(moving)) {
            names();
        }
    }

    /** The lines of the file, once it is clear that it is ours, and that nothing leads out of where we would write. */
    private List<String> names() {
        byte[] bytes = own.remembers(moving) ? PlainFile.read(moving.toString(), moving, MOST_BYTES) : new byte[0];
        List<String> names = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        boolean links = Stream.of(templates, folder.resolve("old"), folder.resolve("new"), moving)
                .anyMatch(Files::isSymbolicLink);
        if (!own.isOurs(moving, bytes) || names.isEmpty() || links) {
            throw new Problem(
                    moving.toString(),
                    "this file was not left by one of your own pulls, so it may have come with the repository; it is not undone",
                    "compare template/ with version control, then delete " + folder);
        }
        return names;
    }

    private void undo(String name) throws IOException {
        Path place = templates.resolve(name);
        if (exists(old(name))) {
            if (exists(place) && exists(ready(name))) {
                throw new Problem(
                        place.toString(),
                        "a pull was interrupted, and since then somebody made this folder anew",
                        "move it away and run the command again: what was there before comes back from " + old(name));
            }
            if (exists(place)) {
                move(place, ready(name));
            }
            move(old(name), place);
        } else if (!exists(ready(name)) && exists(place)) {
            move(place, ready(name));
        }
    }

    /** What is left is of no more use; failing to delete it does no harm, and the next run tries again. */
    void clean() {
        try {
            if (!exists(moving)) {
                steps.before("clean " + folder);
                delete(folder);
            }
        } catch (IOException nextTime) {
            // See above.
        }
    }

    /** The names appear at once and whole, by a rename. */
    private void announce(List<String> names) throws IOException {
        List<String> lines = new ArrayList<>(names);
        lines.add(0, exists(templates) ? THERE : CREATED);
        steps.before("create " + folder.resolve("old"));
        Files.createDirectory(folder.resolve("old"));
        steps.before("write names");
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        Path draft = Files.write(folder.resolve("names"), bytes);
        own.remember(moving, OwnFiles.digest(bytes), true);
        move(draft, moving);
    }

    private void move(Path from, Path to) throws IOException {
        steps.before("move " + from + " to " + to);
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new Problem(
                    templates.toString(),
                    "this folder lies on another file system than " + folder.getParent()
                            + ", so nothing can land whole",
                    "put both on one",
                    e);
        }
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static void deleteIfEmpty(Path path) throws IOException {
        if (exists(path)) {
            try (var entries = Files.list(path)) {
                if (entries.findAny().isPresent()) {
                    return;
                }
            }
            Files.delete(path);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            /** A template may hold folders that can't be emptied as they are; where this fails, deleting says so. */
            @Override
            public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes attributes) {
                entered.toFile().setWritable(true);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
