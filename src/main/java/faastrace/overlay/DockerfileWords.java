package faastrace.overlay;

import faastrace.document.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Texts of an overlay that are written into a Dockerfile as they stand: none may end its line, go on in the next, or mean
 * anything but the word that it is.
 */
final class DockerfileWords {
    private static final Pattern PATH = Pattern.compile("(?!--|<<|\\[)[^\\s\\p{Cntrl}\"'\\\\`]+");
    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]*");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
    private static final Pattern WORDS = Pattern.compile("[^\\s\\p{Cntrl}\"'\\\\`]++(?: [^\\s\\p{Cntrl}\"'\\\\`]++)*+");

    private DockerfileWords() {}

    /** What is copied, and where to. */
    static Map<String, String> paths(Value mapping) {
        Map<String, String> paths = new LinkedHashMap<>();
        mapping.fields().forEach((from, to) -> {
            path(from, to);
            paths.put(from, path(to.text(), to));
        });
        return paths;
    }

    /** A path that is one word of a COPY. */
    static String path(String path, Value at) {
        return checked(
                PATH,
                path,
                at,
                "is no path that a COPY can name",
                "leave out blanks, line ends, quotes and backslashes");
    }

    /** An image that a FROM names. */
    static String image(Value value) {
        return checked(
                IMAGE,
                value.text(),
                value,
                "is no name of an image",
                "write it as registry/name:tag, without variables");
    }

    /** Variables, whose names stand bare; their values are quoted. */
    static Map<String, String> variables(Value mapping) {
        Map<String, String> variables = new LinkedHashMap<>();
        mapping.fields()
                .forEach((name, value) -> variables.put(
                        checked(VARIABLE, name, value, "is no variable's name", "use letters, digits and _"),
                        value.text()));
        return variables;
    }

    /** The words put in front of a process, which stand inside whatever quotes it has. */
    static String words(Value value) {
        return checked(
                WORDS,
                value.text(),
                value,
                "can't stand in front of a process",
                "write words with one blank between them, without line ends, quotes and backslashes");
    }

    private static String checked(Pattern pattern, String text, Value at, String what, String cure) {
        if (!pattern.matcher(text).matches()) {
            throw at.problem("'" + text + "' " + what, cure);
        }
        return text;
    }
}
