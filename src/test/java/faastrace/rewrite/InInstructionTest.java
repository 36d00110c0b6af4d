package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.overlay.Overlays;
import faastrace.problem.Problem;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what an overlay adds inside a Dockerfile instruction. */
class InInstructionTest {
    private static final String DOCKERFILE = """
            FROM debian
            RUN make \\
                fast
            COPY a b
            ENV fprocess="cat"
            CMD ["fwatchdog"]
            """;

    @TempDir
    Path overlays;

    private String rewritten(String with) throws IOException {
        Files.createDirectories(overlays.resolve("mine"));
        Files.writeString(
                overlays.resolve("mine/overlay.yml"),
                "version: 1\nkind: runtime\ndockerfile:\n"
                        + "  - {edit: RUN, find: '(?<all>make[\\s\\S]+fast)', replace: all, with: " + with + "}\n");
        Rewriter rewriter =
                new Rewriter(Overlays.builtIn().with(overlays), Map.of("url", "http://c", "sudo", "on"), Map.of());
        Template template = Template.of("t", List.of(TemplateFile.of("Dockerfile", DOCKERFILE)));
        Rewrite rewrite = rewriter.rewrite("template/t", template);
        assertThat(rewrite.refusal()).isEmpty();
        return rewrite.traced().file("Dockerfile").orElseThrow().text();
    }

    @Test
    void keepsTheLineEndsThatStoodThere() throws IOException {
        assertThat(rewritten("'slow [=all]'")).contains("RUN slow make \\\n    fast\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"b\\n\\nUSER root\\n\"", "'[=all][=\"\\nUSER root\"]'", "\"b\\r\\rUSER root\""})
    void mustNotEndItsLine(String with) {
        assertThatThrownBy(() -> rewritten(with)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.where()).endsWith("mine/overlay.yml:4:5");
            assertThat(problem.what()).isEqualTo("the new text contains a line break");
        });
    }
}
