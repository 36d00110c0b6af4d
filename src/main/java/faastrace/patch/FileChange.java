package faastrace.patch;

import faastrace.problem.Problem;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that is added, changed or removed.
 *
 * @param path the path relative to the patched folder, with {@code /}
 * @param before the content before, or null if the file is added
 * @param after the content after, or null if the file is removed
 */
public record FileChange(
        String path, @Nullable Content before, @Nullable Content after) {
    /** Throws a {@link Problem} if the path could leave the folder, or could reach files that git runs. */
    public FileChange {
        check(path);
        if (Objects.equals(before, after)) {
            throw new IllegalArgumentException(path + ": nothing changes");
        }
    }

    /** Whether this change creates or replaces a symbolic link. Other changes don't touch links. */
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
                        "is not a path inside the folder",
                        "write it relative to the folder, with '/' between names and without '.' and '..'");
            }
            if (name.equalsIgnoreCase(".git")) {
                throw new Problem(
                        path,
                        "git could run files that are written to a .git folder",
                        "remove this path from the files to be written");
            }
        }
    }
}
