package faastrace.document;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Explains the mistake that SnakeYAML found. SnakeYAML's own messages name the tokens of its scanner. */
final class YamlMistake {
    private static final Pattern NO_START = Pattern.compile("found character '(.{1,20}?)' that cannot start any token");
    private static final Pattern MISSING = Pattern.compile("(?:could not find )?expected ('.'(?: or '.')?).*");

    private static final Pattern MISPLACED =
            Pattern.compile("(?:mapping keys|mapping values|sequence entries) are not allowed here");

    private static final String UNKNOWN = "it can't be parsed";

    private YamlMistake() {}

    /**
     * The mistake in our words. A message that is clear already is only shortened to its first line.
     *
     * @param message the message; null if SnakeYAML gives none
     */
    static String explain(@Nullable String message) {
        String line =
                message == null ? UNKNOWN : message.strip().lines().findFirst().orElse(UNKNOWN);
        if (line.startsWith("expected <block end>") || MISPLACED.matcher(line).matches()) {
            return "the indentation is wrong, or text that contains ':' or '-' is not in quotes";
        }
        if (line.equals("but found another document")) {
            return "there is more than one document";
        }
        if (line.startsWith("expected '<document start>'")) {
            return "there is more text after the end";
        }
        if (line.matches("expected the .* content, but found .*")) {
            return "a value is missing";
        }
        if (line.equals("found unexpected end of stream")) {
            return "the text ends too early; a quote or a bracket may be missing";
        }
        if (line.startsWith("special characters are not allowed")) {
            return "there is a control character in the text";
        }
        Matcher noStart = NO_START.matcher(line);
        if (noStart.find()) {
            boolean tab = noStart.group(1).contains("TAB");
            return tab
                    ? "a tab can't be used for indentation"
                    : "a value can't begin with " + noStart.group(1) + "; put it in quotes";
        }
        Matcher missing = MISSING.matcher(line);
        return missing.matches() ? "missing " + missing.group(1) : limit(line);
    }

    private static String limit(String line) {
        if (line.startsWith("Number of aliases")) {
            return "it uses too many aliases";
        }
        if (line.startsWith("Nesting Depth")) {
            return "it is nested too deeply";
        }
        return line.startsWith("The incoming YAML document exceeds the limit") ? "it is too large" : line;
    }
}
