package faastrace.demo;

import faastrace.document.Value;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How the demo runs one of the example functions, from {@code demo.yml}.
 *
 * @param name the function's name in {@code stack.yaml}
 * @param body the body of each request
 * @param means the programs that the function needs, each with the package that contains the program
 * @param build the command that builds the function in its build context; empty if there is nothing to build
 * @param environment the environment variables for building and running the function
 * @param portVariable the environment variable that sets the port that the entry listens on
 * @param names a pattern for frames of the program itself, not of the runtime
 * @param inside a pattern for frames of the functions that do the computation
 * @param unnamed the message if no frame of the program has a name
 */
public record DemoRecipe(
        String name,
        String body,
        Map<String, String> means,
        List<String> build,
        Map<String, String> environment,
        Optional<String> portVariable,
        Optional<Pattern> names,
        Optional<Pattern> inside,
        Optional<String> unnamed) {

    static DemoRecipe of(Value value) {
        return new DemoRecipe(
                value.require("name").text(),
                value.require("body").text(),
                texts(value.require("means")),
                value.findText("build").map(line -> List.of(line.split(" "))).orElse(List.of()),
                value.find("environment").map(DemoRecipe::texts).orElse(Map.of()),
                value.findText("port_variable"),
                value.findText("names").map(Pattern::compile),
                value.findText("inside").map(Pattern::compile),
                value.findText("unnamed"));
    }

    private static Map<String, String> texts(Value mapping) {
        Map<String, String> texts = new TreeMap<>();
        mapping.fields().forEach((key, value) -> texts.put(key, value.text()));
        return texts;
    }

    /** Messages about the programs in {@code means} that this machine lacks, with the packages to install. */
    public static List<String> missing(Map<String, String> means) {
        List<String> missing = new ArrayList<>();
        means.forEach((programs, packages) -> {
            List<String> any = List.of(programs.split("\\|"));
            if (any.stream().noneMatch(DemoRecipe::isOnPath)) {
                String none = any.size() == 1 ? "no " + programs : "neither " + String.join(" nor ", any);
                missing.add("there is " + none + " on this machine; install the package " + packages);
            }
        });
        return missing;
    }

    private static boolean isOnPath(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder).resolve(program))) {
                return true;
            }
        }
        return false;
    }

    /** Messages about programs that this function needs and this machine lacks. */
    public List<String> missing() {
        return missing(means);
    }
}
