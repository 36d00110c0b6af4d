package faastrace.project;

import faastrace.document.UserFile;
import faastrace.document.Value;
import faastrace.document.Yaml;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code stack.yaml}: which functions there are, which templates they need and where those come from.
 *
 * @param file the file's name
 * @param functions in the order of the file
 * @param sources template name to source, from {@code configuration.templates}; a missing source is empty
 */
public record Stack(String file, List<Function> functions, Map<String, String> sources) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::[-=]([^}]*))?}");

    /** The language that brings its own Dockerfile along. */
    public static final String OWN_DOCKERFILE = "dockerfile";

    /**
     * A function of the stack.
     *
     * @param name its name
     * @param language the template it is built from
     * @param handler the folder of its code
     */
    public record Function(String name, String language, String handler) {
        /** Reads {@code Dockerfile} as {@code dockerfile}, as faas-cli does. */
        public Function {
            language = language.equals("Dockerfile") ? OWN_DOCKERFILE : language;
        }
    }

    /**
     * Finds and reads the stack: the given file, else {@code stack.yaml}, else {@code stack.yml}.
     *
     * @return empty if none was given and there is none
     * @throws faastrace.problem.Problem with line and column if it is no YAML or no stack
     */
    public static Optional<Stack> find(Path root, Optional<Path> given) {
        if (given.isPresent()) {
            return Optional.of(read(root, given.get().toString()));
        }
        for (String name : List.of("stack.yaml", "stack.yml")) {
            if (Files.exists(root.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(read(root, name));
            }
        }
        return Optional.empty();
    }

    /** The templates that the functions are built from, sorted. */
    public TreeSet<String> languages() {
        TreeSet<String> languages = new TreeSet<>();
        functions.forEach(function -> languages.add(function.language()));
        return languages;
    }

    private static Stack read(Path root, String file) {
        Value stack = Yaml.read(file, UserFile.read(file, root.resolve(file)));
        List<Function> functions = new ArrayList<>();
        stack.find("functions")
                .map(Value::fields)
                .orElse(Map.of())
                .forEach((name, value) ->
                        functions.add(new Function(name, text(value, "lang"), text(value, "handler"))));
        Map<String, String> sources = new LinkedHashMap<>();
        stack.find("configuration")
                .flatMap(c -> c.find("templates"))
                .map(Value::items)
                .orElse(List.of())
                .forEach(item -> sources.put(
                        item.require("name").text(), item.findText("source").orElse("")));
        return new Stack(file, List.copyOf(functions), sources);
    }

    private static String text(Value function, String key) {
        return substituted(function.findText(key).orElse(""));
    }

    /** What faas-cli does to the whole file: variables of the environment, with defaults. */
    private static String substituted(String text) {
        return VARIABLE.matcher(text).replaceAll(match -> {
            String value = System.getenv(match.group(1));
            String otherwise = match.group(2) == null ? "" : match.group(2);
            return Matcher.quoteReplacement(value == null || value.isEmpty() ? otherwise : value);
        });
    }
}
