package faastrace.tryout.engine;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Formats commands for a shell, so that users can copy them. */
public final class ShellWords {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

    private ShellWords() {}

    /** The command on one line. */
    public static String join(List<String> command) {
        return command.stream().map(ShellWords::quote).collect(Collectors.joining(" "));
    }

    static String quote(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
