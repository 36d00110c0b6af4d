package faastrace.project.stack;

import faastrace.document.Value;
import faastrace.repository.StackFile;
import faastrace.repository.StackTemplate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The content of a stack file: the functions, the templates that they need, and where those templates come from.
 *
 * @param file the file's name
 * @param functions the functions, in the order of the file
 * @param sources the source of each template in {@code configuration.templates}, by name; an empty string if the
 *     entry has no source
 */
public record Stack(String file, List<Function> functions, Map<String, String> sources) {
    /** The language of functions that bring their own Dockerfile. */
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
     * Finds and reads the stack file: the given file, otherwise {@code stack.yaml}, otherwise {@code stack.yml}.
     *
     * @return the stack; empty if no file was given and none was found
     * @throws faastrace.problem.Problem with line and column if it is not valid YAML or not a stack
     */
    public static Optional<Stack> find(Path root, Optional<Path> given) {
        return StackFile.find(root, given).map(Stack::of);
    }

    /** The templates that the functions are built from, sorted. */
    public TreeSet<String> languages() {
        TreeSet<String> languages = new TreeSet<>();
        functions.forEach(function -> languages.add(function.language()));
        return languages;
    }

    /** The functions that have no {@code lang} in the file. faas-cli builds none of them. */
    public List<String> withoutLanguage() {
        return functions.stream()
                .filter(function -> function.language().isEmpty())
                .map(Function::name)
                .toList();
    }

    /** The listed templates that functions need, each with its source if it has one. */
    public List<StackTemplate> listedTemplates() {
        return languages().stream()
                .filter(sources::containsKey)
                .map(name -> new StackTemplate(
                        name, Optional.ofNullable(sources.get(name)).filter(source -> !source.isEmpty())))
                .toList();
    }

    private static Stack of(StackFile file) {
        List<Function> functions = new ArrayList<>();
        file.content()
                .find("functions")
                .map(Value::fields)
                .orElse(Map.of())
                .forEach((name, value) ->
                        functions.add(new Function(name, text(value, "lang"), text(value, "handler"))));
        Map<String, String> sources = new LinkedHashMap<>();
        // If a template is listed twice, faas-cli takes the first entry.
        for (StackTemplate template : StackTemplate.of(file)) {
            sources.putIfAbsent(template.name(), template.source().orElse(""));
        }
        return new Stack(file.name(), List.copyOf(functions), sources);
    }

    private static String text(Value function, String key) {
        return function.findText(key).orElse("");
    }
}
