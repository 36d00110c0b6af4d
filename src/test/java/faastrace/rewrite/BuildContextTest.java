package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Overlays;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the lines that a patch adds to {@code .dockerignore} files so that the agent's files reach the build. */
class BuildContextTest {
    private static final String AGENT = "!faas-trace/faas-trace-agent";
    private final Rewriter rewriter =
            new Rewriter(Overlays.builtIn(), Map.of("url", "http://c", "sudo", "on"), Map.of());

    private Template traced(TemplateFile... ignoreFiles) {
        List<TemplateFile> files = new java.util.ArrayList<>(List.of(ignoreFiles));
        files.add(TemplateFile.of("Dockerfile", """
                FROM debian:bookworm
                COPY . /app
                ENV fprocess="/app/handler" mode=http
                CMD ["fwatchdog"]
                """));
        Rewrite rewrite = rewriter.rewrite("template/x", Template.of("x", files));
        assertThat(rewrite.refusal()).isEmpty();
        return rewrite.traced();
    }

    private String ignored(String path, String text) {
        return traced(TemplateFile.of(path, text)).file(path).orElseThrow().text();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "faas-trace", "[e-g]*", "[^a-e]*", "f?as-trac[e]", "\\faas-trace", "\uFEFF*", "!x\n**"})
    void aPatternThatKeepsTheAgentOutIsAnswered(String pattern) {
        assertThat(ignored(".dockerignore", pattern + "\n")).contains(AGENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a-e]*", "[^f]*", "\\*", "[f", "[]", "[&&f]x", "faas-trac[/]e"})
    void aPatternOfOtherFilesIsLeftAlone(String pattern) {
        assertThat(ignored(".dockerignore", pattern + "\n")).isEqualTo(pattern + "\n");
    }

    @Test
    void aDockerfilesOwnIgnoreFileIsMendedToo() {
        Template traced =
                traced(TemplateFile.of("Dockerfile.dockerignore", "*\n"), TemplateFile.of(".dockerignore", "docs\n"));
        assertThat(traced.file("Dockerfile.dockerignore").orElseThrow().text()).contains(AGENT);
        assertThat(traced.file(".dockerignore").orElseThrow().text()).isEqualTo("docs\n");
    }
}
