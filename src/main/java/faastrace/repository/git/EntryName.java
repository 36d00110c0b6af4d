package faastrace.repository.git;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks the names of files and folders under {@code template/}. */
public final class EntryName {
    private static final int MAX_CHARACTERS = 255;

    private EntryName() {}

    /** Why the name is refused, or null if it is allowed. */
    public static @Nullable String reasonAgainst(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            return "it is not a valid file name";
        }
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            return "a slash would make it a path";
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            return "it contains a control character";
        }
        if (name.toLowerCase(Locale.ROOT).equals(".git")) {
            return "a .git folder could make git run commands";
        }
        return name.length() > MAX_CHARACTERS ? "it is longer than " + MAX_CHARACTERS + " characters" : null;
    }

    /** The name with its control characters replaced, for messages. */
    public static String visible(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }
}
