package faastrace.tryout.build;

import faastrace.document.UserFile;
import faastrace.document.Value;
import faastrace.document.Yaml;
import faastrace.problem.Problem;
import faastrace.problem.Typo;
import faastrace.project.stack.Stack;
import faastrace.repository.StackFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The function to try, as described in the stack file.
 *
 * @param name the function's name
 * @param language the function's template
 * @param handler the folder of the function's code
 * @param environment the environment variables, including those from environment files
 * @param secrets the names of the function's secrets
 * @param process the process that the watchdog starts, if the stack file sets it
 * @param buildArguments the build arguments for the image
 * @param buildOptions the names of build options. A build option is a set of packages that the template offers
 * @param buildSecrets the files of build secrets, by the secrets' names
 * @param extraPaths additional paths to copy into the handler's folder
 * @param isReadOnly whether the container's root file system is read-only
 */
public record TriedFunction(
        String name,
        String language,
        Path handler,
        Map<String, String> environment,
        List<String> secrets,
        Optional<String> process,
        Map<String, String> buildArguments,
        List<String> buildOptions,
        Map<String, String> buildSecrets,
        List<String> extraPaths,
        boolean isReadOnly) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
    private static final Pattern VARIABLE = Pattern.compile("[^=\\x00-\\x20]+");

    /**
     * Finds the function in the stack file.
     *
     * @throws Problem if there is no stack file or no such function, or if the function can't be built
     */
    public static TriedFunction find(Path root, Optional<Path> stackFile, String name) {
        StackFile stack = StackFile.find(root, stackFile)
                .orElseThrow(() -> new Problem(
                        "stack.yaml",
                        "there is no stack file here",
                        "go to the folder of your stack.yaml, or name the file with --yaml"));
        Map<String, Value> functions =
                stack.content().find("functions").map(Value::fields).orElse(Map.of());
        Value function = functions.get(name);
        if (function == null) {
            throw unknown(stack.name(), name, functions.keySet());
        }
        if (!NAME.matcher(name).matches()) {
            throw function.problem(
                    "'" + name + "' is not a valid container name", "use only letters, digits, '.', '_' and '-'");
        }
        return read(root, stack, name, function);
    }

    private static Problem unknown(String file, String name, Set<String> known) {
        Optional<String> near =
                known.stream().filter(other -> Typo.isLikely(name, other)).findFirst();
        return new Problem(
                name,
                "there is no such function in " + file,
                near.map(other -> "did you mean " + other + "?")
                        .orElse(known.isEmpty() ? "add the function" : "use one of " + String.join(", ", known)));
    }

    private static TriedFunction read(Path root, StackFile stack, String name, Value function) {
        String language = function.findText("lang")
                .orElseThrow(() ->
                        function.problem("the function has no lang", "add 'lang:' with the name of its template"));
        String handler = function.findText("handler")
                .orElseThrow(() ->
                        function.problem("the function has no handler", "add 'handler:' with the folder of its code"));
        Path folder = root.resolve(handler).toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw function.require("handler")
                    .problem("there is no folder " + handler, "correct the path, or create the folder");
        }
        List<String> copied = stack.content()
                .find("configuration")
                .flatMap(configuration -> configuration.find("copy"))
                .map(Value::texts)
                .orElse(List.of());
        return new TriedFunction(
                name,
                new Stack.Function(name, language, handler).language(),
                folder,
                environment(root, function),
                function.find("secrets").map(Value::texts).orElse(List.of()),
                function.findText("fprocess").filter(process -> !process.isBlank()),
                texts(function.find("build_args")),
                function.find("build_options").map(Value::texts).orElse(List.of()),
                texts(function.find("build_secrets")),
                copied,
                function.find("readonly_root_filesystem").map(Value::flag).orElse(false));
    }

    /** The environment variables. Variables from files override those in the stack file, as in faas-cli local-run. */
    private static Map<String, String> environment(Path root, Value function) {
        Map<String, String> all = new TreeMap<>(texts(function.find("environment")));
        for (String file : function.find("environment_file").map(Value::texts).orElse(List.of())) {
            Value content = Yaml.readAsGo(file, UserFile.read(file, root.resolve(file)));
            all.putAll(texts(content.find("environment")));
        }
        all.keySet().stream()
                .filter(name -> !VARIABLE.matcher(name).matches())
                .findFirst()
                .ifPresent(name -> {
                    throw function.problem(
                            "'" + name + "' is not a valid name for an environment variable",
                            "remove blanks and '=' from the name, under environment or in an environment_file");
                });
        return all;
    }

    private static Map<String, String> texts(Optional<Value> mapping) {
        Map<String, String> texts = new LinkedHashMap<>();
        mapping.map(Value::fields)
                .orElse(Map.of())
                .forEach((key, value) -> texts.put(key, value.isNull() ? "" : value.text()));
        return texts;
    }

    /** Whether the function has its own Dockerfile. */
    public boolean hasOwnDockerfile() {
        return language.equals(Stack.OWN_DOCKERFILE);
    }

    /** The port that the function's watchdog listens on. */
    public String port() {
        return environment.getOrDefault("port", "8080");
    }
}
