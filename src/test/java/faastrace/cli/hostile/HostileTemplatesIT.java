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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests templates that try to harm users who pull, inspect or patch them. They are rejected or patched, and do no harm.
 */
@Timeout(60)
class HostileTemplatesIT extends HostileTemplatesFixture {
    private static final String HEAD = "FROM ghcr.io/openfaas/of-watchdog:0.11.3 AS watchdog\n";

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
        for (String flag : List.of(
                "--url",
                "--name",
                "--frequency",
                "--sample",
                "--window",
                "--header-rate",
                "--header-frequency",
                "--proxy")) {
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

    private static String[] dockerfile(String text) {
        return new String[] {"Dockerfile", text};
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
