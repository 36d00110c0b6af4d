package faastrace.host.manifests;

import static faastrace.host.manifests.Manifests.pod;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import faastrace.ClusterTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Renders the Helm chart with Helm's own library. */
abstract class ChartFixture {
    static final String CHART = "examples/collector/chart";

    @TempDir
    static Path folder;

    static PodSecurity security;

    @BeforeAll
    static void build() {
        ClusterTools.program();
        security = new PodSecurity(folder);
    }

    static String render(String namespace, String... sets) {
        List<String> command = new ArrayList<>(List.of("helm-template", CHART, "traces", namespace, ""));
        command.addAll(List.of(sets));
        return ClusterTools.output("", command.toArray(String[]::new));
    }

    /** The objects that the chart creates. They must be valid whatever the values are. */
    static Map<String, JsonObject> installed(String... sets) throws IOException {
        Map<String, JsonObject> objects = Manifests.read(render("openfaas", sets));
        Manifests.fitTogether(objects, "openfaas");
        assertThat(security.violations("restricted", pod(objects))).isEmpty();
        return objects;
    }

    static String refused(String... sets) {
        List<String> command = new ArrayList<>(List.of("helm-template", CHART, "traces", "openfaas", ""));
        command.addAll(List.of(sets));
        ClusterTools.Result result = ClusterTools.run("", command.toArray(String[]::new));
        assertThat(result.code()).as(result.out()).isEqualTo(1);
        return result.err();
    }
}
