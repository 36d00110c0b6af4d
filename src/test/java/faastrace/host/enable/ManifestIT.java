package faastrace.host.enable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import faastrace.host.Commands;
import faastrace.host.doctor.Doctor;
import faastrace.host.doctor.PodRequest;
import faastrace.host.seccomp.Architecture;
import faastrace.host.seccomp.DefaultRules;
import faastrace.host.seccomp.PerfEventOpen;
import faastrace.host.seccomp.SeccompContext;
import faastrace.host.seccomp.SeccompProfile;
import faastrace.host.seccomp.SeccompRule;
import faastrace.problem.Problem;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSecurityContext;
import io.kubernetes.client.openapi.models.V1Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Checks the manifests against Kubernetes's own types, which reject unknown fields. */
class ManifestIT {
    private static final Gson GSON = new GsonBuilder().serializeNulls().create();

    /** The fields of a SeccompProfile v1 of the security-profiles-operator, according to its definition. */
    private static final Set<String> OPERATORS_FIELDS = Set.of("defaultAction", "architectures", "flags", "syscalls");

    @TempDir
    private Path folder;

    private EnableRequest request;

    @BeforeEach
    void ask() {
        request = request(false, Optional.empty(), "busybox:1.37");
    }

    private EnableRequest request(boolean operator, Optional<String> architecture, String image) {
        return new EnableRequest(
                folder,
                Path.of("/"),
                false,
                Optional.empty(),
                Optional.of(Path.of("k8s")),
                false,
                architecture,
                Set.of(),
                false,
                new EnableRequest.ClusterRequest(List.of("pi"), "openfaas-fn", image, operator),
                EnableRequest.EngineRequest.NONE);
    }

    private static PodRequest pod(String namespace, Optional<String> seccomp, Optional<String> url) {
        return new PodRequest(
                Optional.of("a/b:1"), Optional.empty(), namespace, seccomp, url, Optional.empty(), Optional.empty());
    }

    private String write(String name, EnableRequest request) throws IOException {
        Enable.kubernetes(request).apply();
        return Files.readString(folder.resolve("k8s").resolve(name));
    }

    private static String planned(String path, EnableRequest request) {
        return Enable.kubernetes(request).patch().changes().stream()
                .filter(change -> change.path().equals(path))
                .map(change -> new String(change.after().bytes(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonObject> documents(String text) {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        List<JsonObject> documents = new ArrayList<>();
        yaml.loadAll(text)
                .forEach(document -> documents.add(GSON.toJsonTree(document).getAsJsonObject()));
        return documents;
    }

    private static JsonObject only(String text) {
        assertThat(documents(text)).hasSize(1);
        return documents(text).get(0);
    }

    private static String text(JsonObject object, String... path) {
        JsonElement at = object;
        for (String key : path) {
            at = at.getAsJsonObject().get(key);
        }
        return at.getAsString();
    }

    @Test
    void theChecksRefuseUnknownFields() throws IOException {
        JsonObject pod = only(Doctor.pod(pod("openfaas-fn", Optional.empty(), Optional.empty())));
        pod.getAsJsonObject("spec")
                .getAsJsonArray("containers")
                .get(0)
                .getAsJsonObject()
                .addProperty("imgae", "x");
        assertThatThrownBy(() -> V1Pod.validateJsonElement(pod)).hasMessageContaining("imgae");
    }

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
                false,
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

    @Test
    void theCollectorsManifestIsValidAndItsServiceFindsIt() throws IOException {
        List<JsonObject> documents = documents(Files.readString(Path.of("examples/collector/kubernetes.yaml")));
        assertThat(documents).hasSize(4);
        V1PersistentVolumeClaim.validateJsonElement(documents.get(0));
        V1Deployment.validateJsonElement(documents.get(1));
        V1Service.validateJsonElement(documents.get(2));
        V1NetworkPolicy.validateJsonElement(documents.get(3));
        JsonObject pod = documents.get(1).getAsJsonObject("spec").getAsJsonObject("template");
        JsonObject collector =
                pod.getAsJsonObject("spec").getAsJsonArray("containers").get(0).getAsJsonObject();
        assertThat(startsWithin(collector.getAsJsonObject("startupProbe")))
                .as("it takes 10 s with 50m of CPU, and longer on slow machines")
                .isGreaterThan(120);
        String label = text(pod, "metadata", "labels", "app");
        assertThat(text(documents.get(2), "spec", "selector", "app")).isEqualTo(label);
        assertThat(text(documents.get(3), "spec", "podSelector", "matchLabels", "app"))
                .isEqualTo(label);
    }

    private static int startsWithin(JsonObject probe) {
        return probe.get("periodSeconds").getAsInt()
                * probe.get("failureThreshold").getAsInt();
    }

    /** Functions run in any namespace that OpenFaaS is configured for, and Prometheus often has its own namespace. */
    @Test
    void theCollectorsPolicyAdmitsFunctionsAndPrometheusWhereverTheyAre() throws IOException {
        JsonObject policy = documents(Files.readString(Path.of("examples/collector/kubernetes.yaml")))
                .get(3);
        JsonArray peers = policy.getAsJsonObject("spec")
                .getAsJsonArray("ingress")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("from");
        List<String> anywhere = new ArrayList<>();
        peers.forEach(peer -> {
            JsonObject object = peer.getAsJsonObject();
            if (object.has("namespaceSelector")) {
                assertThat(object.getAsJsonObject("namespaceSelector").keySet()).isEmpty();
                anywhere.add(object.get("podSelector").toString());
            }
        });
        assertThat(anywhere)
                .anyMatch(selector -> selector.contains("faas_function"))
                .anyMatch(selector -> selector.contains("\"app.kubernetes.io/name\":\"prometheus\""))
                .anyMatch(selector -> selector.contains("\"app.kubernetes.io/name\":\"faas-trace-doctor\""))
                .noneMatch(selector -> selector.equals("{}"));
    }

    /** In a container's arguments, Kubernetes replaces $(NAME) with a variable's value, and $$ with $. */
    @Test
    void theScriptsSurviveWhatKubernetesReplaces() throws IOException {
        String scripts = Doctor.script() + write("nodes.yaml", request) + write("level.yaml", request);
        assertThat(scripts).doesNotContain("$$").doesNotContainPattern("\\$\\([A-Za-z_][A-Za-z0-9_.-]*\\)");
    }

    @Test
    void aDeploymentIsPatchedAndAnOpenFaasProfileNamesTheSameFile() throws IOException {
        JsonObject patch = only(write("deployment-patch.yaml", request));
        JsonObject context = patch.getAsJsonObject("spec")
                .getAsJsonObject("template")
                .getAsJsonObject("spec")
                .getAsJsonObject("securityContext");
        V1PodSecurityContext.validateJsonElement(context);
        assertThat(patch.keySet()).containsExactly("spec");

        JsonObject profile = only(Files.readString(folder.resolve("k8s/profile.yaml")));
        assertThat(text(profile, "apiVersion")).isEqualTo("openfaas.com/v1");
        assertThat(profile.getAsJsonObject("spec").keySet()).containsExactly("podSecurityContext");
        assertThat(profile.getAsJsonObject("spec").getAsJsonObject("podSecurityContext"))
                .isEqualTo(context);
        assertThat(text(context, "seccompProfile", "localhostProfile")).isEqualTo("faas-trace/seccomp.json");
        String nodes = Files.readString(folder.resolve("k8s/nodes.yaml"));
        assertThat(nodes).contains("path: /var/lib/kubelet/seccomp\n", "/seccomp/faas-trace/seccomp.json");
    }

    /** Applies the patch with kubectl itself, as far as this works without a cluster. */
    @Test
    void kubectlPatchesADeployment() throws IOException {
        Commands.Result here = Commands.run("sh", "-c", "command -v kubectl");
        Assumptions.assumeTrue(here.code() == 0, "kubectl is not here, and no package of the system has it");
        write("deployment-patch.yaml", request);
        Path deployment = Files.writeString(folder.resolve("deployment.yaml"), """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: pi, namespace: openfaas-fn}
                spec:
                  selector: {matchLabels: {faas_function: pi}}
                  template:
                    metadata: {labels: {faas_function: pi}}
                    spec:
                      securityContext: {runAsUser: 12000}
                      containers: [{name: pi, image: pi}]
                """);
        Commands.Result patched = Commands.run(
                List.of(
                        "kubectl",
                        "patch",
                        "--local",
                        "-f",
                        deployment.toString(),
                        "--patch-file",
                        folder.resolve("k8s/deployment-patch.yaml").toString(),
                        "-o",
                        "yaml"),
                Map.of(),
                60);
        assertThat(patched.code()).as(patched.err()).isZero();
        V1Deployment.validateJsonElement(only(patched.out()));
        assertThat(patched.out()).contains("runAsUser: 12000", "localhostProfile: faas-trace/seccomp.json");
    }

    @Test
    void theOperatorGetsTheFlatProfileInItsOwnFields() throws IOException {
        JsonObject profile = only(write("operator.yaml", request(true, Optional.of("arm64"), "busybox")));
        assertThat(text(profile, "apiVersion")).isEqualTo("security-profiles-operator.x-k8s.io/v1");
        JsonObject spec = profile.getAsJsonObject("spec");
        assertThat(OPERATORS_FIELDS).containsAll(spec.keySet());
        assertThat(spec.getAsJsonArray("architectures").get(0).getAsString()).isEqualTo("SCMP_ARCH_AARCH64");
        spec.getAsJsonArray("syscalls")
                .forEach(rule -> assertThat(Set.of("names", "action", "errnoRet", "args"))
                        .containsAll(rule.getAsJsonObject().keySet()));
        assertThat(SeccompProfile.read("operator", spec.toString()).allows(PerfEventOpen.CALL))
                .isTrue();
        assertThat(Files.readString(folder.resolve("k8s/profile.yaml"))).contains("operator/faas-trace.json");
        assertThat(folder.resolve("k8s/nodes.yaml")).doesNotExist();
    }

    @Test
    void anArchitectureThatTheOperatorDoesNotTakeIsRefused() {
        assertThatThrownBy(() -> Enable.kubernetes(request(true, Optional.of("loong64"), "busybox")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("operator");
    }

    @Test
    void namesThatWouldBreakAManifestAreRefused() {
        assertThatThrownBy(() -> Enable.kubernetes(request(false, Optional.empty(), "a: b\nc: d")))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Enable.kubernetes(request(false, Optional.of("pdp11"), "busybox")))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Doctor.pod(pod("Not_a_name", Optional.empty(), Optional.empty())))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Doctor.pod(pod("fn", Optional.of("../../etc/x"), Optional.empty())))
                .isInstanceOf(Problem.class);
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
