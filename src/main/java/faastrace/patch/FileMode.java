package faastrace.patch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The permissions and owner of a file, on Unix.
 *
 * @param mode the file's permission bits, without the file type
 * @param user the id of the file's owner
 * @param group the id of the file's group
 */
record FileMode(int mode, int user, int group) {
    private static final int ALL = 07777;
    private static final int RUN_BITS = 0111;
    private static final int OWNER_RUNS = 0100;
    private static final int SET_USER = 04000;
    private static final int SET_GROUP = 02000;

    /** Reads the mode of a file. A symbolic link is not followed. */
    static FileMode of(Path file) throws IOException {
        Map<String, Object> found = Files.readAttributes(file, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
        return new FileMode(number(found, "mode") & ALL, number(found, "uid"), number(found, "gid"));
    }

    /** The value of a requested attribute. The file system always returns all requested attributes. */
    private static int number(Map<String, Object> attributes, String name) {
        return (Integer) Objects.requireNonNull(attributes.get(name));
    }

    boolean isExecutable() {
        return (mode & RUN_BITS) != 0;
    }

    /**
     * Gives a new file, which has this mode so far, the mode of the file that it replaces. Only the execute bits depend
     * on the new content. The set-user-id and set-group-id bits are kept only if the user and group stay the same.
     * Otherwise the file would run with the rights of another user or group.
     *
     * @param old the mode of the replaced file; null if there is none
     */
    void becomeLike(@Nullable FileMode old, boolean executable, Path file) throws IOException {
        if (old == null && !executable) {
            return;
        }
        int wanted = withRunBits(old == null ? mode : old.mode, executable);
        if (old != null && old.user != user) {
            wanted &= ~SET_USER;
        }
        if (old != null && old.group != group) {
            wanted &= ~SET_GROUP;
        }
        if (wanted != mode) {
            Files.setAttribute(file, "unix:mode", wanted);
        }
    }

    /**
     * Sets or clears the execute bits if needed. In an executable file, the owner and everyone who can read the file
     * have the execute bit.
     */
    private static int withRunBits(int mode, boolean executable) {
        if (executable == ((mode & RUN_BITS) != 0)) {
            return mode;
        }
        return executable ? mode | OWNER_RUNS | (mode >> 2 & 011) : mode & ~RUN_BITS;
    }
}
