package faastrace.problem;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A problem that the user can fix. It names the place, what is wrong there and the cure. The command line prints the
 * problem without a stack trace and exits with 2.
 */
public class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** If the locale can't decode bytes of a file name, Java replaces them with this. The real name is lost. */
    private static final char REPLACED = '\uFFFD';

    private final String where;
    private final String what;
    private final String cure;

    /**
     * @param where the place, such as a file, {@code file:line:column}, a template or an option
     * @param what the error, as one sentence without a full stop
     * @param cure what the user can do about the error, as one sentence without a full stop
     */
    public Problem(String where, String what, String cure) {
        this(where, what, cure, null);
    }

    /** The same as {@link #Problem(String, String, String)}, with the cause for {@code --debug}. */
    public Problem(String where, String what, String cure, @Nullable Throwable cause) {
        super(shown(where) + ": " + what + "; " + cure, cause);
        this.where = shown(where);
        this.what = Objects.requireNonNull(what);
        this.cure = Objects.requireNonNull(cure);
    }

    /** Makes an empty name visible. An empty name can come from a shell variable that is not set. */
    private static String shown(String where) {
        return where.isEmpty() ? "''" : where;
    }

    /**
     * Describes a file-system failure for the user, such as a missing or unreadable file, a read-only file system or a
     * full disk.
     *
     * @param where the file or folder
     * @param failure the exception from the file system
     */
    public static Problem of(Object where, IOException failure) {
        return of(where, failure, "make it readable and writable for this user");
    }

    /** The same as {@link #of(Object, IOException)}, for a file that is only read. */
    public static Problem reading(Object where, IOException failure) {
        return of(where, failure, "make it readable for this user");
    }

    /** @param permit the cure if the permission is missing */
    private static Problem of(Object where, IOException failure, String permit) {
        String place = where.toString();
        String reason = reason(failure);
        if (failure instanceof NoSuchFileException && place.indexOf(REPLACED) >= 0) {
            return new Problem(
                    place,
                    "there is no such file; " + REPLACED + " in its name may stand for bytes that are not UTF-8",
                    "rename it, or pass its content on standard input if the command can read that",
                    failure);
        }
        if (failure instanceof NoSuchFileException) {
            return new Problem(place, "there is no such file or folder", "check the path", failure);
        }
        if (failure instanceof AccessDeniedException || reason.contains("ermission denied")) {
            return new Problem(place, "permission denied", permit, failure);
        }
        if (failure instanceof FileAlreadyExistsException) {
            return new Problem(place, "already exists", "remove it, or use another name", failure);
        }
        if (failure instanceof NotDirectoryException || reason.contains("ot a directory")) {
            return new Problem(place, "a part of this path is a file, not a folder", "check the path", failure);
        }
        if (reason.contains("s a directory")) {
            return new Problem(place, "is a folder, not a file", "name a file in it", failure);
        }
        if (reason.contains("ile name too long")) {
            return new Problem(place, "the name is too long", "use a shorter one", failure);
        }
        if (failure instanceof CharacterCodingException) {
            return new Problem(place, "is not UTF-8 text", "save it as UTF-8", failure);
        }
        if (reason.contains("ead-only file system")) {
            return new Problem(place, "the file system is read-only", "work in a writable folder", failure);
        }
        if (reason.contains("No space left") || reason.contains("quota")) {
            return new Problem(place, "the disk is full", "free up some disk space and run the command again", failure);
        }
        return new Problem(place, reason, "check the path, its permissions and the disk", failure);
    }

    /** Describes a failed write to a file system that is always read-only. */
    public static Problem of(Object where, ReadOnlyFileSystemException failure) {
        return new Problem(where.toString(), "the file system is read-only", "work in a writable folder", failure);
    }

    /**
     * Describes why a program could not be started.
     *
     * @param program the program's name or path
     * @param failure the exception from {@link ProcessBuilder#start()}. Its message contains the program, the system's
     *     error number and the reason.
     */
    public static Problem notStarted(String program, IOException failure) {
        String reason = reason(failure).replaceFirst("^.*error=\\d+, ", "");
        return switch (reason) {
            case "No such file or directory" ->
                new Problem(program, "there is no such command", "install it, or check PATH", failure);
            case "Permission denied" ->
                new Problem(program, "can't be executed", "check its permissions, and that it is a program", failure);
            default -> new Problem(program, "can't be run: " + reason, "check that it is a program", failure);
        };
    }

    private static String reason(IOException failure) {
        if (failure instanceof FileSystemException f && f.getReason() != null) {
            return f.getReason();
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    /** The place, what is wrong there, and the cure. */
    @Override
    public String getMessage() {
        return where + ": " + what + "; " + cure;
    }

    /** The place, such as a file, a template or an option. */
    public String where() {
        return where;
    }

    /** What is wrong there, one sentence without a full stop. */
    public String what() {
        return what;
    }

    /** What the user can do about it, one sentence without a full stop. */
    public String cure() {
        return cure;
    }
}
