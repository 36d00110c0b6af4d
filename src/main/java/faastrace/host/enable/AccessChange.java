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
 * What is to be written so that perf may work, and what to say about it.
 *
 * @param root the folder that the patch's paths are relative to
 * @param from the folder that files are named from, where they lie below it
 * @param home the folder below it that is surely to be written, where the journal stands meanwhile
 * @param opens what becomes possible that wasn't, in plain words
 * @param next what is left for people to do, as command lines and remarks
 * @param undo the command lines that bring back what was
 * @param applied whether all is done once the files are written; otherwise people apply them
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
    /** Exists only while files are written. Two runs at once can't mix: the second finds it, or files that changed. */
    private static final String JOURNAL = ".faas-trace-enable.journal";

    /** A file of the patch as the user knows it. */
    public String shown(String path) {
        return shown(root.resolve(path), from);
    }

    static String shown(Path file, Path from) {
        return from.getParent() != null && file.startsWith(from)
                ? from.relativize(file).toString()
                : file.toString();
    }

    /** The same with a remark more. */
    AccessChange withNext(String line) {
        List<String> more = new ArrayList<>(next);
        more.add(line);
        return new AccessChange(root, from, home, patch, opens, List.copyOf(more), undo, applied);
    }

    /** Writes all of it or nothing; a run that was stopped half way is finished first. */
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
                    "this user may not write there",
                    "run it as root, or see by --dry-run what to write, and have it written");
        }
    }
}
