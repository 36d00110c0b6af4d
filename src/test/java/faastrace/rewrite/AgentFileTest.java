package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.agent.AssembledAgent;
import faastrace.overlay.Overlays;
import faastrace.patch.FileChange;
import faastrace.project.settings.PatchSettings;
import faastrace.template.TemplateOnDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that patches add the same agent that the agent's tests run. */
class AgentFileTest {
    private static final Path CASES = Path.of("src/test/resources/patches");

    @ParameterizedTest
    @ValueSource(strings = {"python-debian", "go-middleware", "node-typescript", "php-classic"})
    void everyTemplateGetsTheSameOneFile(String name) throws IOException {
        PatchSettings settings = PatchSettings.read(CASES, Map.of(), Map.of());
        Rewriter rewriter = new Rewriter(Overlays.builtIn(), settings.byName(), settings.changedByName());
        Rewrite rewrite =
                rewriter.rewrite(name, TemplateOnDisk.read(CASES.resolve(name).resolve("before"), name));
        FileChange agent = rewrite.patch().changes().stream()
                .filter(change -> change.path().endsWith("faas-trace/faas-trace-agent"))
                .findFirst()
                .orElseThrow();
        assertThat(new String(agent.after().bytes(), StandardCharsets.UTF_8))
                .isEqualTo(AssembledAgent.text())
                .startsWith("#!/bin/sh\n");
    }
}
