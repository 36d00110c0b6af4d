package faastrace.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests templates that try to harm users who pull, inspect or patch them. They are rejected or patched, and do no harm.
 */
@Timeout(60)
class HostileTemplatesIT {
    private static final String CASE = "python-debian";
    private static final String HEAD = "FROM ghcr.io/openfaas/of-watchdog:0.11.3 AS watchdog\n";
    private static final List<String[]> COMMANDS = List.of(
            new String[] {"template", "pull", "stack"},
            new String[] {"status", "--explain"},
            new String[] {"patch", "--dry-run"},
            new String[] {"patch"},
            new String[] {"status"},
            new String[] {"patch"},
            new String[] {"revert"});

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private Path bystander;

    @BeforeEach
    void aTemplateToSpoilAndAFileToHarm() throws IOException {
        sandbox = Sandbox.in(folder).upstream(CASE, "x").stack("x");
        bystander = Files.writeString(folder.resolve("bystander"), "mine\n");
    }

    static Stream<Arguments> files() {
        String golden = read("Dockerfile");
        Map<String, String[]> files = new LinkedHashMap<>();
        files.put("no FROM", dockerfile("CMD [\"fwatchdog\"]\n"));
        files.put("empty", dockerfile(""));
        files.put("only comments", dockerfile("# a\n# b"));
        files.put("ONBUILD", dockerfile(golden + "ONBUILD RUN rm -rf /\nONBUILD USER root\n"));
        files.put("NULs", dockerfile(golden.replace("run pip", "run \0pip\0")));
        files.put("a command with NULs", dockerfile(golden.replace("fwatchdog\"]", "fwatch\0dog\"]")));
        files.put(
                "heredocs in heredocs",
                dockerfile(golden.replace("user 1000", "RUN <<A\n" + "<<B\n".repeat(500) + "A\nuser 1000")));
        files.put("heredoc without end", dockerfile(golden.replace("user 1000", "RUN <<A\nuser 1000")));
        files.put("a thousand heredocs of one line", dockerfile(golden + "RUN" + " <<A".repeat(1000) + "\n"));
        files.put("50000 lines", dockerfile(golden.replace("user 1000", "RUN a && b\n".repeat(50_000) + "user 1000")));
        files.put("50000 stages", dockerfile(stages(5_000) + golden));
        files.put(
                "stages in a circle",
                dockerfile("FROM b AS a\nFROM a AS b\n" + "FROM a AS b\n".repeat(50) + "CMD x\n"));
        files.put(
                "50000 continued lines",
                dockerfile(golden.replace("user 1000", "RUN a \\\n" + " b \\\n".repeat(50_000) + "\nuser 1000")));
        files.put("ARGs that double", dockerfile(doubling() + golden));
        files.put("100000 letters", dockerfile(golden + "RUN " + "a".repeat(100_000) + "\n"));
        files.put("100000 blanks", dockerfile(golden + "RUN a" + " ".repeat(100_000) + "b\n"));
        files.put("brackets", dockerfile(golden.replace("[\"fwatchdog\"]", "[".repeat(100_000))));
        files.put(
                "FreeMarker",
                dockerfile(golden + "LABEL a=\"[=settings.url] [#assign x=1] ${.vars} <#list 1..9 as i>\"\n"));
        files.put("a 5 MB line", new String[] {"index.py", "x = '" + "a".repeat(5 << 20) + "'"});
        files.put(
                "an entry of FreeMarker",
                new String[] {"index.py", read("index.py") + "# [#list 1..] [=x?new()] ${x} <#if>\n"});
        files.put("an entry of almost matches", new String[] {"index.py", "a = Flask(".repeat(50_000)});
        files.put(
                "an entry of parentheses",
                new String[] {"index.py", "from flask import Flask\nx = Flask(" + ")".repeat(200_000) + "\n"});
        files.put("a YAML bomb", new String[] {"template.yml", bomb()});
        files.put("deep YAML", new String[] {"template.yml", "[".repeat(100_000)});
        files.put(
                "YAML that makes objects",
                new String[] {"template.yml", "fprocess: !!javax.script.ScriptEngineManager [x]"});
        files.put("a process of a shell", new String[] {
            "template.yml", "fprocess: \"python3 ./index.py; touch /tmp/pwned `touch pwned` $(touch pwned)\""
        });
        files.put("a process of FreeMarker", new String[] {"template.yml", "fprocess: 'python3 [=1+1].py'"});
        files.put("a process with escapes", new String[] {"template.yml", "fprocess: \"\\e[2Jpython3 ./index.py\""});
        files.put("patterns", new String[] {".dockerignore", "*".repeat(50) + "a\n" + "**/".repeat(40) + "b\n[\n\\\n!\n"
        });
        files.put("a meta.json of another kind", new String[] {"meta.json", "[[[[[["});
        return files.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()[0], e.getValue()[1]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void aSpoiltFileIsRefusedOrPatched(String what, String file, String text) {
        sandbox.upstreamFile("template/x/" + file, text);
        attack();
    }

    @Test
    void bytesThatAreNoTextSurvive() throws IOException {
        Path dockerfile = sandbox.upstream().resolve("template/x/Dockerfile");
        String golden = Files.readString(dockerfile) + "# \u00e9\u00ff\n";
        Files.write(dockerfile, golden.getBytes(StandardCharsets.ISO_8859_1));
        attack();
        assertThat(sandbox.run("patch").code()).isZero();
        assertThat(sandbox.read("template/x/Dockerfile")).contains("# \u00e9\u00ff", "faas-trace-agent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../bystander", "/etc/passwd", "../../../../bystander", "loop", "nowhere"})
    void linksThatLeaveTheRepositoryAreRefused(String target) throws IOException {
        Files.createSymbolicLink(sandbox.upstream().resolve("template/x/loop"), Path.of(target));
        sandbox.commit();
        Sandbox.Result pull = sandbox.run("template", "pull", "stack");
        assertThat(pull.code()).isEqualTo(2);
        assertThat(pull.err()).contains("symbolic link", "cure:");
        assertThat(sandbox.run("patch").code()).isEqualTo(2);
        assertThat(sandbox.project().resolve("template")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "index.py", "template.yml", "faas-trace", "faas_trace.py"})
    void linksPutIntoAPulledTemplateAreNotWrittenThrough(String file) throws IOException {
        sandbox.commit();
        sandbox.run("template", "pull", "stack");
        Path link = sandbox.template("x").resolve(file);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, bystander);
        Sandbox.Result patch = sandbox.run("patch");
        assertThat(patch.code()).as(patch.out() + patch.err()).isIn(0, 2);
        assertThat(bystander).hasContent("mine\n");
    }

    @Test
    void aTemplateFolderThatIsALinkIsRefused() throws IOException {
        Files.createSymbolicLink(sandbox.project().resolve("template"), folder);
        sandbox.commit();
        assertThat(sandbox.run("patch").code()).isEqualTo(2);
        Files.delete(sandbox.project().resolve("template"));
        Files.createDirectories(sandbox.project().resolve("template"));
        Files.createSymbolicLink(sandbox.project().resolve("template/x"), sandbox.upstream());
        Sandbox.Result patch = sandbox.run("patch");
        assertThat(patch.code()).isEqualTo(2);
        assertThat(patch.err()).contains("symbolic link");
    }

    @Test
    void ourOwnFolderIsNotWrittenThroughALinkEither() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.createSymbolicLink(sandbox.project().resolve(".faas-trace"), elsewhere);
        sandbox.commit();
        Sandbox.Result patch = sandbox.run("patch");
        assertThat(patch.code()).isEqualTo(2);
        assertThat(patch.err()).contains(".faas-trace");
        assertThat(Sandbox.snapshot(elsewhere)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[=x].py",
                "${x}.py",
                "$(touch pwned).py",
                "a b.py",
                "\u001b[31m.py",
                "a'b\"c.py",
                "-rf.py",
                "\u202ex.py"
            })
    void namesOfFilesAreNeverTakenForAnythingElse(String name) throws IOException {
        Path template = sandbox.upstream().resolve("template/x");
        Files.move(template.resolve("index.py"), template.resolve(name));
        sandbox.upstreamFile(
                "template/x/Dockerfile", read("Dockerfile").replace("index.py", name.replace("\"", "\\\"")));
        attack();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001b[2J", "$(touch pwned)", "a;b", "[=x]", "@|red x|@", "%n%s", "-v"})
    void namesOfTemplatesAreNeverTakenForAnythingElse(String name) throws IOException {
        Files.move(sandbox.upstream().resolve("template/x"), sandbox.upstream().resolve("template/" + name));
        sandbox.write(
                "stack.yaml",
                "functions: {f: {lang: \"" + name.replace("\u001b", "\\e") + "\"}}\n"
                        + "configuration: {templates: [{name: \"" + name.replace("\u001b", "\\e") + "\", source: '"
                        + sandbox.upstream() + "'}]}");
        attack();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$(touch pwned)",
                "`touch pwned`",
                "a b",
                "x';touch pwned;'",
                "\"",
                "\u001b[31m",
                "a\nb",
                "[=x]",
                "${x}",
                "\\",
            })
    void settingsAreRefusedOrGoIntoTheImageAsTheyAre(String value) {
        sandbox.commit();
        sandbox.run("template", "pull", "stack");
        for (String flag :
                List.of("--url", "--name", "--frequency", "--sample", "--window", "--header-rate", "--proxy")) {
            Sandbox.Result result = sandbox.run("patch", flag, value);
            assertThat(result.code()).as(flag).isEqualTo(2);
            assertThat(result.err()).contains(flag).doesNotContain("\u001b");
        }
        Sandbox.Result url = sandbox.run("patch", "--url", "http://x/" + value);
        assertThat(url.code()).isIn(0, 2);
        if (url.code() == 0) {
            String set = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$");
            assertThat(sandbox.read("template/x/Dockerfile")).contains("ENV FAAS_TRACE_URL=\"http://x/" + set + "\"\n");
        }
        assertNothingHappened();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--upload-pack=touch pwned",
                "ext::sh -c touch% pwned",
                "#$(touch pwned)",
                "file:///nowhere#a..b",
                "http://127.0.0.1:1/\n/x",
                "ssh://-oProxyCommand=touch/x",
                "git@-x:y"
            })
    void sourcesThatWouldRunSomethingAreRefused(String source) {
        sandbox.write(
                "stack.yaml",
                "functions: {f: {lang: x}}\nconfiguration: {templates: [{name: x, source: \""
                        + source.replace("\n", "\\n") + "\"}]}");
        for (String[] command : List.of(new String[] {"patch"}, new String[] {"template", "pull", "stack"})) {
            Sandbox.Result result = sandbox.run(command);
            assertThat(result.code()).as(result.err()).isEqualTo(2);
            assertThat(result.err()).contains("error:", "cure:");
        }
        assertNothingHappened();
    }

    /** Runs all commands. Each must exit with 0 or 2 without a stack trace, and revert must undo all changes. */
    private void attack() {
        sandbox.commit();
        Map<String, String> pulled = Map.of();
        for (String[] command : COMMANDS) {
            Sandbox.Result result = sandbox.run(command);
            String told = String.join(" ", command) + "\n" + result.err();
            assertThat(result.code()).as(told).isIn(0, 2);
            assertThat(result.err()).as(told).doesNotContain("\tat ", "Exception", "\u001b");
            boolean isDiff = List.of(command).contains("--dry-run");
            assertThat(isDiff ? "" : result.out()).doesNotContain("\u001b");
            pulled = command[0].equals("template") ? sandbox.templates() : pulled;
        }
        assertThat(sandbox.templates()).isEqualTo(pulled);
        assertNothingHappened();
    }

    private void assertNothingHappened() {
        assertThat(bystander).hasContent("mine\n");
        for (Path place : List.of(folder, sandbox.project(), sandbox.upstream(), Path.of(""))) {
            assertThat(place.resolve("pwned")).doesNotExist();
        }
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("project", "upstream", "bystander");
    }

    private static String[] dockerfile(String text) {
        return new String[] {"Dockerfile", text};
    }

    private static String read(String file) {
        try {
            return Files.readString(Sandbox.CASES.resolve(CASE + "/before/" + file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String stages(int count) {
        StringBuilder text = new StringBuilder(HEAD);
        for (int i = 0; i < count; i++) {
            text.append("FROM ")
                    .append(i == 0 ? "debian" : "s" + (i - 1))
                    .append(" AS s")
                    .append(i)
                    .append("\nRUN x\n");
        }
        return text.toString();
    }

    private static String doubling() {
        StringBuilder text = new StringBuilder("ARG A0=aaaaaaaaaa\n");
        for (int i = 1; i < 60; i++) {
            text.append("ARG A")
                    .append(i)
                    .append("=${A")
                    .append(i - 1)
                    .append("}${A")
                    .append(i - 1)
                    .append("}\n");
        }
        return text.toString();
    }

    private static String bomb() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            text.append('a')
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [*a")
                    .append(i - 1)
                    .append(", *a")
                    .append(i - 1)
                    .append("]\n");
        }
        return text.append("fprocess: python3 ./index.py\n").toString();
    }
}
