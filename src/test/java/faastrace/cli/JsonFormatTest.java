package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Checks the output of commands with {@code --format json} against docs/schema, field by field. */
class JsonFormatTest {
    private static final Path SCHEMAS = Path.of("docs/schema");
    private static final String SAMPLE = "app 7/8 [000] 1.5: 1 cpu-clock:u:\n\t7f f+0x1 (/a)\n\t7f main (/a)\n\n";
    private static final String HEAD = "# faas-trace 1\n# faas-trace meta function=pi language=python\n"
            + "# faas-trace invocation id=a start=1.4 end=1.6 pid=7 tid=- overlap=1"
            + " cpu=30 ready=20 throttled=10 shared=1\n";

    @TempDir
    Path folder;

    @Test
    void templatesInEachStateAreAsPublished() throws IOException {
        Sandbox sandbox = Sandbox.in(folder);
        for (String name : List.of("python-debian", "go-middleware")) {
            sandbox.upstream(name, name);
        }
        Path bare = Files.createDirectories(sandbox.upstream().resolve("template/bare"));
        Files.writeString(bare.resolve("Dockerfile"), "FROM scratch\nENV fprocess=\"/handler\"\nCMD [\"fwatchdog\"]\n");
        Files.writeString(bare.resolve("template.yml"), "language: bare\n");
        sandbox.stack("python-debian", "go-middleware", "bare");
        sandbox.commit();
        for (String line : List.of(
                "status --format json",
                "patch --check --format json",
                "patch --format json",
                "patch --format json",
                "status --explain --format json",
                "patch --window 7 --format json",
                "patch --output " + folder.resolve("out") + " --format json",
                "revert --format json")) {
            Sandbox.Result result = sandbox.run(line.split(" "));
            assertThat(result.code()).as(line + ": " + result.err()).isLessThan(2);
            if (line.startsWith("patch --format") || line.contains("--explain")) {
                assertThat(result.out()).as(line).contains("reason");
            }
            isAsPublished("templates", line, result.out());
        }
    }

    @Test
    void gatesOverlaysAndStoresAreAsPublished() throws IOException {
        isAsPublished("gates", "doctor", run("doctor", "--format", "json", "--url", "http://127.0.0.1:9/"));
        isAsPublished("overlays", "overlay list", run("overlay", "list", "--format", "json"));
        Files.writeString(
                folder.resolve("store.json"),
                "[{\"template\": \"zig\", \"official\": \"true\"}, {\"template\": \"a\", \"recommended\": true}]");
        isAsPublished(
                "store",
                "template store list",
                run(
                        "template",
                        "store",
                        "list",
                        "--format",
                        "json",
                        "--url",
                        folder.resolve("store.json").toString()));
        String store = folder.resolve("store.json").toString();
        String described = run("template", "store", "describe", "zig", "--format", "json", "--url", store);
        isAsPublished("store", "template store describe", described);
    }

    @Test
    void picturesAreAsPublished() throws IOException {
        Files.writeString(folder.resolve("trace"), HEAD + SAMPLE + SAMPLE.replace("1.5", "2.5"));
        Files.writeString(folder.resolve("folded"), "app;main;f 2\n");
        isAsPublished("heatmap", "heatmap", run("heatmap", "--format", "json", "--rows", "4", "trace"));
        String profile = run("flamegraph", "--format", "json", "trace");
        assertThat(profile).contains("[\"a\",1400000,1600000,1,1,0,0,0,199999,1,0,0]");
        isAsPublished("profile", "flamegraph", profile);
        isAsPublished("profile", "flamegraph", run("flamegraph", "--format", "json", "folded"));
        isAsPublished("invocations", "show", run("show", "--format", "json", "trace"));
        isAsPublished("comparison", "compare", run("compare", "--format", "json", "trace", "folded"));
    }

    @Test
    void aFieldThatIsNotPublishedWouldBeNoticed() throws IOException {
        String overlays = run("overlay", "list", "--format", "json");
        assertThat(faults("overlays", overlays.replaceFirst("\"kind\"", "\"sort\"")))
                .isNotEmpty();
        assertThat(faults("overlays", overlays.replaceFirst("\\{", "{\"new\": 1, ")))
                .isNotEmpty();
        assertThat(faults("overlays", overlays.replaceFirst("\"version\" ?: ?1", "\"version\": 2")))
                .isNotEmpty();
    }

    @Test
    void everyCommandThatPrintsJsonHasItsSchemaAndEverySchemaACommand() throws IOException {
        StringBuilder described = new StringBuilder();
        try (Stream<Path> files = Files.list(SCHEMAS)) {
            for (Path file : files.sorted().toList()) {
                described.append(Files.readString(file));
            }
        }
        List<String> commands = withJson(FaasTraceCommand.commandLine(Path.of("")), "");
        assertThat(commands)
                .contains("patch", "overlay list")
                .allSatisfy(command -> assertThat(described)
                        .containsPattern("faas-trace [^\"]*\\b" + command + "\\b[^\"]* with --format json"));
    }

    private static List<String> withJson(CommandLine command, String name) {
        List<String> found = new ArrayList<>();
        OptionSpec format = command.getCommandSpec().findOption("--format");
        if (format != null && Arrays.toString(format.type().getEnumConstants()).contains("json")) {
            found.add(name.strip());
        }
        command.getSubcommands().forEach((word, below) -> {
            if (below.getCommandName().equals(word)) {
                found.addAll(withJson(below, name + " " + word));
            }
        });
        return found;
    }

    private static void isAsPublished(String schema, String line, String output) {
        assertThat(faults(schema, output)).as(line + ": " + output).isEmpty();
    }

    private static Set<?> faults(String schema, String output) {
        try {
            String text = Files.readString(SCHEMAS.resolve(schema + ".schema.json"));
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(text)
                    .validate(output, InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command and returns its output. Exit code 1 is allowed, because it only reports findings. */
    private String run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(folder, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        assertThat(code).as(err.toString()).isLessThan(2);
        return out.toString();
    }
}
