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
 * How the demo runs one of the example functions, as {@code demo.yml} says.
 *
 * @param name the function's name in {@code stack.yaml}
 * @param body what is posted to it
 * @param means the programs it needs, each with the package that has it
 * @param build the command that builds it, in the build context; empty where there is nothing to build
 * @param environment for building and running
 * @param portVariable the environment variable that moves the entry to another port
 * @param names frames of the program itself rather than of what runs it
 * @param inside frames of the functions that compute
 * @param unnamed what to say where no frame of the program is named
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

    /** What this machine lacks of these programs, each with the package that has it. */
    public static List<String> missing(Map<String, String> means) {
        List<String> missing = new ArrayList<>();
        means.forEach((programs, packages) -> {
            List<String> any = List.of(programs.split("\\|"));
            if (any.stream().noneMatch(DemoRecipe::isOnPath)) {
                String none = any.size() == 1 ? "no " + programs : "neither " + String.join(" nor ", any);
                missing.add("there is " + none + " here; install the package " + packages);
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

    /** What this machine lacks for this function. */
    public List<String> missing() {
        return missing(means);
    }
}
