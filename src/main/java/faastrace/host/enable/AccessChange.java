package faastrace.host.enable;

import faastrace.files.OwnFiles;
import faastrace.patch.Patch;
import faastrace.patch.PatchApplication;
import faastrace.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that allow perf to work, and the messages about them.
 *
 * @param root the folder that the patch's paths are relative to
 * @param from a folder; files below this folder are shown to the user with paths relative to it
 * @param home a folder below {@code root}; the change certainly writes to this folder, which holds the journal during
 *     the run
 * @param opens sentences on what the change allows
 * @param next the steps that remain for the user, as command lines and remarks
 * @param undo the command lines that restore the previous state
 * @param applied whether the change takes effect when the files are written; otherwise the user applies the files
 */
public record AccessChange(
        Path root,
        Path from,
        String home,
        Patch patch,
        List<String> opens,
        List<String> next,
        List<String> undo,
        boolean applied) {
    /**
     * A file that exists only while files are written. Two simultaneous runs can't interfere, because the second run
     * finds this journal, or finds that the files have changed.
     */
    private static final String JOURNAL = ".faas-trace-enable.journal";

    /** The path of one of the patch's files, as shown to the user. */
    public String shown(String path) {
        return shown(root.resolve(path), from);
    }

    static String shown(Path file, Path from) {
        return from.getParent() != null && file.startsWith(from)
                ? from.relativize(file).toString()
                : file.toString();
    }

    /** A copy with one more remark. */
    AccessChange withNext(String line) {
        List<String> more = new ArrayList<>(next);
        more.add(line);
        return new AccessChange(root, from, home, patch, opens, List.copyOf(more), undo, applied);
    }

    /** Writes all files or none. A run that was interrupted is finished first. */
    public void apply() {
        Path folder = root.resolve(home);
        refuseStranger(folder);
        Path journal = folder.resolve(JOURNAL);
        OwnFiles own = OwnFiles.outside(folder);
        PatchApplication.recover(root, journal, own);
        PatchApplication.apply(patch, root, journal, own);
    }

    private static void refuseStranger(Path folder) {
        Path there = folder.toAbsolutePath();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isWritable(there)) {
            throw new Problem(
                    folder.toString(),
                    "you are not allowed to write to it",
                    "run this as root, or use --dry-run to see what an administrator has to write");
        }
    }
}
