package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Level;
import faastrace.overlay.Overlays;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Patches templates for a language and a distribution that exist only as folders in the test resources. */
class InventedLanguageTest {
    private static final Template TEMPLATE = Template.of(
            "grid",
            List.of(
                    TemplateFile.of("Dockerfile", """
                            FROM ghcr.io/openfaas/of-watchdog:0.11.3 AS watchdog
                            FROM example.com/gridos:7
                            COPY --from=watchdog /fwatchdog /usr/bin/fwatchdog
                            COPY --chown=grid main.grid /srv/main.grid
                            ENV fprocess="gridrun main.grid" mode=http
                            USER grid
                            CMD ["fwatchdog"]
                            """),
                    TemplateFile.of("main.grid", "summon stackwise as sw\nserve echo(1) forever\n")));

    private final Rewriter rewriter = new Rewriter(
            Overlays.builtIn().with(Path.of("src/test/resources/overlays")),
            Map.of("url", "http://c", "sudo", "on"),
            Map.of());

    @Test
    void itIsPatchedByItsOverlayAlone() {
        Rewrite rewrite = rewriter.rewrite("template/grid", TEMPLATE);

        assertThat(rewrite.refusal()).isEmpty();
        assertThat(rewrite.level()).isEqualTo(Level.INVOCATION);
        assertThat(text(rewrite, "main.grid"))
                .isEqualTo("summon stackwise as sw\nsummon ./watcher\nserve watched(echo(1)) forever\n");
        assertThat(text(rewrite, "watcher.grid")).isEqualTo("; watches sw for http://c\nforward watched\n");
        assertThat(text(rewrite, "faas-trace/install.sh")).contains("gpm add perf curl");
        assertThat(text(rewrite, "Dockerfile"))
                .contains("COPY --chown=grid main.grid /srv/main.grid\nCOPY --chown=grid watcher.grid /srv/\n")
                .contains("ENV GRID_FRAMES=\"named\"\n")
                .endsWith("CMD [\"/usr/local/bin/faas-trace-agent\", \"watchdog\", \"fwatchdog\"]\n");
    }

    @Test
    void withoutItsOverlayItIsRefusedWithWhatWasRead() {
        Rewriter plain = new Rewriter(Overlays.builtIn(), Map.of(), Map.of());
        assertThat(plain.rewrite("template/grid", TEMPLATE).refusal())
                .contains("faas-trace does not know how to install packages in example.com/gridos:7 (Dockerfile:2): no"
                        + " overlay knows the image, and no RUN instruction shows that it has a shell; if it"
                        + " has one, add the line RUN true to the Dockerfile, otherwise record the function from the"
                        + " host");
    }

    private static String text(Rewrite rewrite, String path) {
        return rewrite.traced().file(path).orElseThrow().text();
    }
}
