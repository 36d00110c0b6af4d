package faastrace.project;

import faastrace.files.PlainFile;
import faastrace.files.WorkLock;
import faastrace.patch.Content;
import faastrace.patch.FileChange;
import faastrace.patch.Patch;
import faastrace.problem.Problem;
import faastrace.project.stack.Target;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Patched copies of templates, as folders of a template repository that can be published. */
final class GeneratedCopy {
    /** The folder that marks a copy as ours, so that nobody else's template is overwritten. */
    private static final String OURS = "faas-trace";

    /** The size limit of a whole template. No file in a template can be larger. */
    private static final int MOST_BYTES = 256 << 20;

    private final Path output;
    private final String suffix;

    /**
     * @param root the function repository; its own templates stay unchanged
     * @param output the folder of the template repository
     * @param suffix the suffix added to the templates' names
     */
    GeneratedCopy(Path root, Path output, String suffix) {
        this.output = output;
        this.suffix = suffix;
        if (!suffix.matches("[A-Za-z0-9._-]*")) {
            throw new Problem(
                    "--suffix", "'" + suffix + "' can't be part of a folder's name", "use letters, digits, . _ -");
        }
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new Problem(output.toString(), "is a file, not a folder", "use another folder");
        }
        if (output.toAbsolutePath().normalize().getNameCount() == 0) {
            throw new Problem("--output " + output, "is the root of the file system", "name a folder in it");
        }
        if (suffix.isEmpty() && isSame(output, root) || isInside(output, root.resolve("template"))) {
            throw new Problem(
                    "--output", "the copies would replace the originals", "use another folder, or add --suffix");
        }
    }

    /**
     * Refuses to overwrite folders that are not our copies. Call this before writing anything, even the lock file.
     *
     * @throws Problem if a folder has the name of a copy but is not a copy of ours
     */
    void refuseWhatStands(List<TargetState> targets) {
        try {
            of(targets);
        } catch (Problem refused) {
            // If our hidden folder exists, another run may be writing these copies right now.
            // In that case, this check is repeated later, while this run holds the lock.
            if (!PlainFile.isFolder(output, WorkLock.FOLDER)) {
                throw refused;
            }
        }
    }

    /** The changes that write copies of these templates to the output folder. Other targets are left out. */
    Patch of(List<TargetState> targets) {
        List<FileChange> changes = new ArrayList<>();
        targets.stream()
                .filter(state -> !state.target().isFunction() && state.refusal().isEmpty())
                .forEach(state -> changes.addAll(of(state)));
        return Patch.of(changes);
    }

    /** The changes that write this template's traced form into the output folder. */
    private List<FileChange> of(TargetState state) {
        String folder = Target.TEMPLATES + state.target().name() + suffix;
        Path existing = output.resolve(folder);
        if (Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(existing.resolve(OURS))) {
            throw new Problem(
                    existing.toString(),
                    "already exists and is not a copy made by faas-trace",
                    "remove it, or use another --suffix");
        }
        Template traced = state.rewrite().traced();
        List<FileChange> changes = new ArrayList<>();
        for (TemplateFile file : traced.files().values()) {
            // This file records the source of the original, which is not the source of the copy.
            if (!file.path().equals(TemplateSource.FILE)) {
                String path = folder + "/" + file.path();
                Content after = new Content(file.bytes(), file.executable());
                Content before = existing(output.resolve(path));
                if (!after.equals(before)) {
                    changes.add(new FileChange(path, before, after));
                }
            }
        }
        return changes;
    }

    private static boolean isInside(Path folder, Path other) {
        return folder.toAbsolutePath()
                .normalize()
                .startsWith(other.toAbsolutePath().normalize());
    }

    private static boolean isSame(Path folder, Path other) {
        try {
            return Files.exists(folder) && Files.isSameFile(folder, other.toAbsolutePath());
        } catch (IOException e) {
            throw Problem.of(folder, e);
        }
    }

    private static @Nullable Content existing(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                ? new Content(PlainFile.read(file.toString(), file, MOST_BYTES), Files.isExecutable(file))
                : null;
    }
}
