package faastrace.ci;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** Runs the shell steps of action.yml in a function repository, as GitHub's runner would. */
final class Workflow {
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{ (\\S+) }}");

    private final Path project;
    private final Path temporary;
    private final Path action;
    private final Map<String, String> known = new HashMap<>();
    private final StringBuilder path = new StringBuilder(System.getenv("PATH"));

    /** The results of a whole run of the action. */
    record Result(int code, String log, String summary, Map<String, String> outputs) {}

    /**
     * Sets up a run of the action.
     *
     * @param action the checkout that contains action.yml
     */
    Workflow(Path project, Path temporary, Path action) throws IOException {
        this.project = project;
        this.temporary = Files.createDirectories(temporary);
        this.action = action;
        for (Map.Entry<?, ?> input : map(definition().get("inputs")).entrySet()) {
            known.put(
                    "inputs." + input.getKey(),
                    map(input.getValue()).get("default").toString());
        }
    }

    /** The parsed content of action.yml. */
    static Map<?, ?> definition() throws IOException {
        return map(new Yaml().load(Files.readString(Path.of("action.yml"))));
    }

    static List<?> steps() throws IOException {
        return (List<?>) map(definition().get("runs")).get("steps");
    }

    static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }

    /** Creates a jar that runs the classes under test. */
    static Path jar(Path file) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, "faastrace.cli.Main");
        String classPath = System.getProperty("java.class.path");
        attributes.put(
                Attributes.Name.CLASS_PATH,
                Stream.of(classPath.split(":"))
                        .map(element -> Path.of(element).toUri().toString())
                        .collect(Collectors.joining(" ")));
        try (OutputStream out = Files.newOutputStream(file)) {
            new JarOutputStream(out, manifest).close();
        }
        return file;
    }

    Workflow with(String input, String value) {
        assertThat(known).containsKey("inputs." + input);
        known.put("inputs." + input, value);
        return this;
    }

    /** Runs each step that has a script and whose condition is true. */
    Result run() throws IOException, InterruptedException {
        StringBuilder log = new StringBuilder();
        StringBuilder summary = new StringBuilder();
        int code = 0;
        for (Object each : steps()) {
            Map<?, ?> step = map(each);
            boolean skipped = "inputs.jar == ''".equals(step.get("if"))
                    && !known.get("inputs.jar").isEmpty();
            if (code == 0 && !skipped && step.get("run") != null) {
                Path folder = Files.createTempDirectory(temporary, "step");
                code = run(step, folder, log);
                summary.append(Files.readString(folder.resolve("summary")));
                Files.readString(folder.resolve("path")).lines().forEach(line -> path.insert(0, line + ":"));
                Files.readString(folder.resolve("output"))
                        .lines()
                        .forEach(line -> known.put(
                                "steps." + step.get("id") + ".outputs." + line.split("=", 2)[0],
                                line.split("=", 2)[1]));
            }
        }
        Map<String, String> outputs = new LinkedHashMap<>();
        for (Map.Entry<?, ?> output : map(definition().get("outputs")).entrySet()) {
            outputs.put(
                    output.getKey().toString(),
                    filled(map(output.getValue()).get("value").toString()));
        }
        return new Result(code, log.toString(), summary.toString(), outputs);
    }

    private int run(Map<?, ?> step, Path folder, StringBuilder log) throws IOException, InterruptedException {
        Path script = folder.resolve("script.sh");
        Files.writeString(script, step.get("run") + "\n");
        ProcessBuilder builder =
                new ProcessBuilder("bash", "--noprofile", "--norc", "-eo", "pipefail", script.toString());
        Map<String, String> environment = builder.environment();
        for (String name : List.of("summary", "path", "output")) {
            Files.createFile(folder.resolve(name));
        }
        environment.put("GITHUB_STEP_SUMMARY", folder.resolve("summary").toString());
        environment.put("GITHUB_PATH", folder.resolve("path").toString());
        environment.put("GITHUB_OUTPUT", folder.resolve("output").toString());
        environment.put("GITHUB_ACTION_PATH", action.toAbsolutePath().toString());
        environment.put("RUNNER_TEMP", temporary.toString());
        environment.put("HOME", temporary.toString());
        environment.put("PATH", path.toString());
        if (step.get("env") != null) {
            map(step.get("env")).forEach((name, value) -> environment.put(name.toString(), filled(value.toString())));
        }
        Path said = folder.resolve("log");
        Process process = builder.directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        log.append(Files.readString(said));
        assertThat(ended).as(log.toString()).isTrue();
        return process.exitValue();
    }

    private String filled(String text) {
        return EXPRESSION
                .matcher(text)
                .replaceAll((MatchResult match) -> Matcher.quoteReplacement(known.getOrDefault(match.group(1), "")));
    }

    /** Creates a function repository whose templates are in another repository and not pulled yet. */
    static Sandbox repository(Path folder, String... cases) {
        Sandbox sandbox = Sandbox.in(folder);
        for (String name : cases) {
            sandbox.upstream(name, name);
        }
        sandbox.stack(cases);
        sandbox.commit();
        return sandbox;
    }
}
