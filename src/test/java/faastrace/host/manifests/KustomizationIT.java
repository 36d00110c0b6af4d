package faastrace.host.manifests;

import static faastrace.host.manifests.Manifests.arguments;
import static faastrace.host.manifests.Manifests.at;
import static faastrace.host.manifests.Manifests.pod;
import static faastrace.host.manifests.Manifests.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import faastrace.ClusterTools;
import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the collector's kustomization, built by kustomize's own library. */
class KustomizationIT {
    private static final Path COLLECTOR = Path.of("examples/collector");

    @TempDir
    private static Path checks;

    @TempDir
    private Path folder;

    private static PodSecurity security;

    @BeforeAll
    static void build() {
        ClusterTools.program();
        security = new PodSecurity(checks);
    }

    @BeforeEach
    void checkout() throws IOException {
        Sandbox.copy(COLLECTOR, folder.resolve("collector"));
    }

    private static Map<String, JsonObject> built(Path kustomization, String namespace) throws IOException {
        Map<String, JsonObject> objects =
                Manifests.read(ClusterTools.output("", "kustomize", kustomization.toString()));
        Manifests.fitTogether(objects, namespace);
        assertThat(security.violations("restricted", pod(objects))).isEmpty();
        return objects;
    }

    /** Builds a user's own kustomization, which includes ours unchanged. */
    private Map<String, JsonObject> own(String namespace, String text) throws IOException {
        Path own = Files.createDirectories(folder.resolve("own"));
        Files.writeString(own.resolve("kustomization.yaml"), "resources: [../collector]\n" + text);
        return built(own, namespace);
    }

    @Test
    void asItIsItGivesTheManifest() throws IOException {
        String built = ClusterTools.output("", "kustomize", COLLECTOR.toString());
        assertThat(Manifests.plain(built))
                .isEqualTo(Manifests.plain(Files.readString(COLLECTOR.resolve("kubernetes.yaml"))));
        built(COLLECTOR, "openfaas");
    }

    /** If the comment marks of a commented-out line are removed, the line must do what its comment says. */
    @Test
    void whatIsCommentedOutWorks() throws IOException {
        Path file = folder.resolve("collector/kustomization.yaml");
        String text = Files.readString(file);
        String used = text.lines()
                .map(line -> line.replaceFirst("^# (- kustomize/(token|ingress|monitor) )", "$1"))
                .map(line -> line.replaceFirst("^# (- target|  patch|    - |      path|      value)", "$1"))
                .map(line -> line.replaceFirst("^(components|patches): \\[]$", "$1:"))
                .collect(Collectors.joining("\n", "", "\n"));
        Files.writeString(file, used.replace("newTag: \"1\"", "newTag: \"7\""));
        Map<String, JsonObject> objects = built(folder.resolve("collector"), "openfaas");
        assertThat(text(pod(objects), "containers/0/image")).isEqualTo("registry.example/faas-trace-collector:7");
        assertThat(text(objects.get("PersistentVolumeClaim"), "spec/resources/requests/storage"))
                .isEqualTo("100Gi");
        assertThat(text(objects.get("PersistentVolumeClaim"), "spec/storageClassName"))
                .isEqualTo("fast");
        assertThat(arguments(objects))
                .containsSequence("--keep-bytes", "90g")
                .containsSequence("--token-file", "/token/token");
        assertThat(at(objects.get("NetworkPolicy"), "spec/ingress/0/from/0/namespaceSelector")
                        .toString())
                .contains("openfaas-fn");
        assertThat(objects).containsKeys("Ingress", "ServiceMonitor");
    }

    @Test
    void anotherKustomizationMayUseItWithItsComponents() throws IOException {
        Map<String, JsonObject> objects = own("tracing", """
                namespace: tracing
                components:
                  - ../collector/kustomize/token
                  - ../collector/kustomize/no-storage
                  - ../collector/kustomize/monitor-with-token
                images:
                  - {name: registry.example/faas-trace-collector, newName: mine/collector, newTag: "2"}
                """);
        assertThat(objects).containsOnlyKeys("Deployment", "NetworkPolicy", "Service", "ServiceMonitor");
        assertThat(text(pod(objects), "containers/0/image")).isEqualTo("mine/collector:2");
        assertThat(text(pod(objects), "volumes/0/emptyDir/sizeLimit")).isEqualTo("20Gi");
        assertThat(text(objects.get("ServiceMonitor"), "spec/endpoints/0/authorization/credentials/name"))
                .isEqualTo(text(pod(objects), "volumes/2/secret/secretName"));
        assertThat(at(objects.get("Deployment"), "spec/template/metadata").toString())
                .doesNotContain("prometheus.io");
    }

    /** The chart must create the same objects. */
    @Test
    void helmGivesTheSame() throws IOException {
        isTheSame("../collector/kustomize/monitor", "serviceMonitor.enabled=true");
        isTheSame("../collector/kustomize/token", "token.secretName=collector-token");
        isTheSame("../collector/kustomize/no-storage", "storage.enabled=false");
        isTheSame(
                "../collector/kustomize/ingress",
                "ingress.enabled=true,ingress.withoutToken=true,basePath=/traces,ingress.className=nginx,"
                        + "ingress.host=traces.example.com,ingress.tlsSecretName=traces-tls");
        isTheSame(
                "../collector/kustomize/token, ../collector/kustomize/monitor-with-token",
                "token.secretName=collector-token,serviceMonitor.enabled=true");
    }

    private void isTheSame(String component, String set) throws IOException {
        own("openfaas", "components: [" + component + "]\n");
        String kustomized =
                ClusterTools.output("", "kustomize", folder.resolve("own").toString());
        String chart =
                ClusterTools.output("", "helm-template", COLLECTOR + "/chart", "faas-trace", "openfaas", "", set);
        assertThat(Manifests.plain(chart)).isEqualTo(Manifests.plain(kustomized));
    }
}
