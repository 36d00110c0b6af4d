package faastrace.patch;

import faastrace.problem.Problem;
import java.util.Objects;

/**
 * A file that is added, changed or removed.
 *
 * @param path relative to the folder that is patched, with {@code /}
 * @param before null where the file is added
 * @param after null where the file is removed
 */
public record FileChange(String path, Content before, Content after) {
    /** Throws a {@link Problem} for a path that could leave the folder, or reach what git runs. */
    public FileChange {
        check(path);
        if (Objects.equals(before, after)) {
            throw new IllegalArgumentException(path + ": nothing changes");
        }
    }

    /** Whether a symbolic link is put there or replaced; elsewhere links are not touched. */
    boolean mayBeLink() {
        return before != null && before.isLink() || after != null && after.isLink();
    }

    FileChange reversed() {
        return new FileChange(path, after, before);
    }

    static void check(String path) {
        for (String name : path.split("/", -1)) {
            boolean isStep = name.isEmpty() || name.equals(".") || name.equals("..");
            if (isStep || name.indexOf('\0') >= 0 || name.indexOf('\\') >= 0) {
                throw new Problem(
                        path.replace('\0', '?'),
                        "not a path inside a folder",
                        "name it relative to the folder, with '/' between names and without '.' and '..'");
            }
            if (name.equalsIgnoreCase(".git")) {
                throw new Problem(path, "git could run what is written there", "take it out of what is to be written");
            }
        }
    }
}
