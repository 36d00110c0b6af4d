package faastrace.patch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Who may do what with a file, on Unix.
 *
 * @param mode its permission bits, without the kind of file
 * @param user its owner's number
 * @param group its group's number
 */
record FileMode(int mode, int user, int group) {
    private static final int ALL = 07777;
    private static final int RUN_BITS = 0111;
    private static final int OWNER_RUNS = 0100;
    private static final int SET_USER = 04000;
    private static final int SET_GROUP = 02000;

    /** That of a file; a symbolic link is not followed. */
    static FileMode of(Path file) throws IOException {
        Map<String, Object> found = Files.readAttributes(file, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
        return new FileMode((Integer) found.get("mode") & ALL, (Integer) found.get("uid"), (Integer) found.get("gid"));
    }

    boolean isExecutable() {
        return (mode & RUN_BITS) != 0;
    }

    /**
     * Gives a new file, which has this mode, the mode of the one that it replaces; only the run bits follow the content.
     * Set-user-id and set-group-id stay only where the user and the group do: else they would give the rights of another
     * one.
     *
     * @param old that of the replaced file; null if there is none
     */
    void becomeLike(FileMode old, boolean executable, Path file) throws IOException {
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

    /** Who may run it are those who may read it, where nobody could before. */
    private static int withRunBits(int mode, boolean executable) {
        if (executable == ((mode & RUN_BITS) != 0)) {
            return mode;
        }
        return executable ? mode | OWNER_RUNS | (mode >> 2 & 011) : mode & ~RUN_BITS;
    }
}
