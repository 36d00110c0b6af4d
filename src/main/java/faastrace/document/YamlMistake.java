package faastrace.document;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Explains the mistake that SnakeYAML found. SnakeYAML's own messages name the tokens of its scanner. */
final class YamlMistake {
    private static final Pattern NO_START = Pattern.compile("found character '(.{1,20}?)' that cannot start any token");
    private static final Pattern MISSING = Pattern.compile("(?:could not find )?expected ('.'(?: or '.')?).*");

    private YamlMistake() {}

    /** The mistake in our words. A message that is clear already is only shortened to its first line. */
    static String explain(String message) {
        String line = message.strip().lines().findFirst().orElse("it can't be parsed");
        if (line.startsWith("expected <block end>") || line.contains("not allowed here")) {
            return "the indentation is wrong, or text that contains ':' or '-' is not in quotes";
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
