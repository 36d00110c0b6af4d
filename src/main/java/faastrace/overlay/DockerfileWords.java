package faastrace.overlay;

import faastrace.document.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Checks texts of an overlay that are written into a Dockerfile unchanged. They must be plain words: they must not end
 * the line, or continue it on the next line.
 */
final class DockerfileWords {
    private static final Pattern PATH = Pattern.compile("(?!--|<<|\\[)[^\\s\\p{Cntrl}\"'\\\\`]+");
    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]*");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
    private static final Pattern WORDS = Pattern.compile("[^\\s\\p{Cntrl}\"'\\\\`]++(?: [^\\s\\p{Cntrl}\"'\\\\`]++)*+");

    private DockerfileWords() {}

    /** The source and destination paths of COPY instructions. */
    static Map<String, String> paths(Value mapping) {
        Map<String, String> paths = new LinkedHashMap<>();
        mapping.fields().forEach((from, to) -> {
            path(from, to);
            paths.put(from, path(to.text(), to));
        });
        return paths;
    }

    /** A path that is a single word in a COPY. */
    static String path(String path, Value at) {
        return checked(
                PATH,
                path,
                at,
                "is not a path that COPY can use",
                "remove spaces, line breaks, quotes and backslashes");
    }

    /** An image name for FROM. */
    static String image(Value value) {
        return checked(
                IMAGE, value.text(), value, "is not an image name", "write it as registry/name:tag, without variables");
    }

    /** Environment variables. Names are written without quotes, so they are checked. Values are quoted. */
    static Map<String, String> variables(Value mapping) {
        Map<String, String> variables = new LinkedHashMap<>();
        mapping.fields().forEach((name, value) -> variables.put(variable(name, value), value.text()));
        return variables;
    }

    /** The names of variables. */
    static List<String> names(Value list) {
        return list.items().stream().map(item -> variable(item.text(), item)).toList();
    }

    private static String variable(String name, Value at) {
        return checked(VARIABLE, name, at, "is not a variable name", "use letters, digits and _");
    }

    /** Words to put in front of a process. If the process is quoted, they are put inside its quotes. */
    static String words(Value value) {
        return checked(
                WORDS,
                value.text(),
                value,
                "can't be put in front of a process",
                "separate words by one space, and remove line breaks, quotes and backslashes");
    }

    private static String checked(Pattern pattern, String text, Value at, String what, String cure) {
        if (!pattern.matcher(text).matches()) {
            throw at.problem("'" + text + "' " + what, cure);
        }
        return text;
    }
}
