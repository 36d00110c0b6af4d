package faastrace.host.enable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import faastrace.host.doctor.Doctor;
import faastrace.host.seccomp.Architecture;
import faastrace.host.seccomp.DefaultRules;
import faastrace.host.seccomp.PerfEventOpen;
import faastrace.host.seccomp.SeccompContext;
import faastrace.host.seccomp.SeccompProfile;
import faastrace.host.seccomp.SeccompRule;
import faastrace.problem.Problem;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Checks the manifests that change the machines of a cluster. */
class NodeManifestIT extends ManifestFixture {
    @Test
    void theMachinesGetAProfileForEachArchitectureAndWhatPlacesIt() throws IOException {
        List<JsonObject> documents = documents(write("nodes.yaml", request));
        isPrivileged(documents);
        assertThat(documents).hasSize(3);
        JsonObject map = documents.get(1);
        V1ConfigMap.validateJsonElement(map);
        V1DaemonSet.validateJsonElement(documents.get(2));
        assertThat(map.getAsJsonObject("data").keySet()).containsExactly("amd64.json", "arm64.json");
        for (String name : List.of("amd64", "arm64")) {
            SeccompProfile profile = SeccompProfile.read(name, text(map, "data", name + ".json"));
            SeccompContext here = SeccompContext.usual(Architecture.named(name));
            assertThat(profile.allows(PerfEventOpen.CALL)).isTrue();
            assertThat(profile.rules()).noneMatch(SeccompRule::isConditional);
            assertThat(profile.differences(DefaultRules.of("containerd").flat(here), here))
                    .containsExactly(PerfEventOpen.CALL);
        }
    }

    /**
     * Pods that change the nodes need a privileged namespace of their own. The namespaces of functions and of the
     * gateway must not become privileged.
     */
    private static void isPrivileged(List<JsonObject> documents) throws IOException {
        V1Namespace.validateJsonElement(documents.get(0));
        String namespace = text(documents.get(0), "metadata", "name");
        assertThat(namespace).startsWith("faas-trace-");
        assertThat(text(documents.get(0), "metadata", "labels", "pod-security.kubernetes.io/enforce"))
                .isEqualTo("privileged");
        assertThat(documents.subList(1, documents.size()))
                .allSatisfy(document ->
                        assertThat(text(document, "metadata", "namespace")).isEqualTo(namespace));
        JsonObject daemon = documents.get(documents.size() - 1);
        assertThat(text(daemon, "spec", "template", "spec", "nodeSelector", "kubernetes.io/os"))
                .isEqualTo("linux");
    }

    private String nodes(String kubelet) {
        EnableRequest.ClusterRequest cluster =
                new EnableRequest.ClusterRequest(List.of(), "openfaas-fn", "", false, kubelet);
        EnableRequest elsewhere = new EnableRequest(
                folder,
                Path.of("/"),
                false,
                Optional.empty(),
                Optional.of(Path.of("k8s")),
                false,
                Optional.empty(),
                Set.of(),
                KernelAccess.userCode,
                cluster,
                EnableRequest.EngineRequest.NONE);
        return planned("k8s/nodes.yaml", elsewhere);
    }

    @Test
    void theKubeletMayHaveAnotherFolder() {
        assertThat(nodes("")).contains("path: /var/lib/kubelet/seccomp\n");
        assertThat(nodes("/var/lib/k0s/kubelet/")).contains("path: /var/lib/k0s/kubelet/seccomp\n");
        for (String wrong : List.of("kubelet", "/", "/a/../b", "/a: {b", "/a\nb")) {
            assertThatThrownBy(() -> nodes(wrong)).as(wrong).isInstanceOf(Problem.class);
        }
    }

    @Test
    void everyImageHasATag() throws IOException {
        String all = nodes("")
                + write("level.yaml", request(false, Optional.empty(), ""))
                + Files.readString(Path.of("examples/collector/kubernetes.yaml"));
        assertThat(all.lines().filter(line -> line.matches(" *(- )?image:.*")))
                .hasSize(3)
                .allMatch(line -> line.matches(" *(- )?image: [^ ]+/[^ ]+:[a-z0-9.]+( +#.*)?"));
    }

    @Test
    void theLevelsDaemonSetAndTheDoctorsPodAreValid() throws IOException {
        List<JsonObject> level = documents(write("level.yaml", request));
        isPrivileged(level);
        assertThat(level).hasSize(2);
        V1DaemonSet.validateJsonElement(level.get(1));
        Optional<String> url = Optional.of("http://a:1/\"'$(x)");
        JsonObject pod = only(Doctor.pod(pod("fn", Optional.of("faas-trace/seccomp.json"), url)));
        V1Pod.validateJsonElement(pod);
        JsonObject container =
                pod.getAsJsonObject("spec").getAsJsonArray("containers").get(0).getAsJsonObject();
        assertThat(container.getAsJsonArray("args").get(0).getAsString()).isEqualTo(Doctor.script());
        assertThat(container
                        .getAsJsonArray("env")
                        .get(0)
                        .getAsJsonObject()
                        .get("value")
                        .getAsString())
                .isEqualTo(url.get());
    }

    /** In a container's arguments, Kubernetes replaces $(NAME) with a variable's value, and $$ with $. */
    @Test
    void theScriptsSurviveWhatKubernetesReplaces() throws IOException {
        String scripts = Doctor.script() + write("nodes.yaml", request) + write("level.yaml", request);
        assertThat(scripts).doesNotContain("$$").doesNotContainPattern("\\$\\([A-Za-z_][A-Za-z0-9_.-]*\\)");
    }

    /** Runs the shell loop that installs the profile. It is the manifest's loop, except for its folders. */
    @Test
    void theDaemonSetsScriptPlacesTheFileAndPutsItBack() throws Exception {
        JsonObject daemon = documents(write("nodes.yaml", request)).get(2);
        String script = daemon.getAsJsonObject("spec")
                .getAsJsonObject("template")
                .getAsJsonObject("spec")
                .getAsJsonArray("containers")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("args")
                .get(0)
                .getAsString()
                .replace("/profiles/", folder + "/profiles/")
                .replace("/seccomp/", folder + "/seccomp/")
                .replace("sleep 60", "sleep 0.1");
        Files.createDirectories(folder.resolve("profiles"));
        String name = Architecture.ofThisMachine().name();
        Files.writeString(folder.resolve("profiles/" + name + ".json"), "profile");
        Process process = new ProcessBuilder("sh", "-c", script).inheritIO().start();
        try {
            Path placed = folder.resolve("seccomp/faas-trace/seccomp.json");
            waitFor(placed);
            assertThat(placed).hasContent("profile");
            Files.delete(placed);
            waitFor(placed);
            process.destroy();
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void waitFor(Path file) throws InterruptedException {
        for (int i = 0; i < 200 && !Files.exists(file); i++) {
            Thread.sleep(50);
        }
        assertThat(file).exists();
    }
}
