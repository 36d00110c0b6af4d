package faastrace.host.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import faastrace.host.doctor.Doctor;
import faastrace.host.doctor.PodRequest;
import faastrace.host.enable.Enable;
import faastrace.host.enable.EnableRequest;
import faastrace.host.enable.KernelAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Checks every pod that the tool ships or writes against the levels of Pod Security. Each exception is listed. */
class PodSecurityIT {
    private static final Gson GSON = new Gson();
    private static final Optional<String> NONE = Optional.empty();

    /** A function's Deployment that is allowed in a namespace of level "restricted". */
    private static final String RESTRICTED = """
            {"spec": {"template": {"spec": {
              "securityContext": {"runAsNonRoot": true, "runAsUser": 12000, "seccompProfile": {"type": "RuntimeDefault"}},
              "containers": [{"name": "pi", "image": "pi:1", "securityContext": {
                "allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}}]}}}}
            """;

    @TempDir
    private static Path folder;

    private static PodSecurity security;

    @BeforeAll
    static void build() {
        security = new PodSecurity(folder);
    }

    /** The specification of the pods in the only workload of a manifest. */
    private static JsonObject pod(String manifest) {
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(manifest)) {
            JsonObject object = GSON.toJsonTree(document).getAsJsonObject();
            String kind = object.get("kind").getAsString();
            if (kind.equals("Pod")) {
                return object.getAsJsonObject("spec");
            }
            if (Set.of("Deployment", "DaemonSet").contains(kind)) {
                return object.getAsJsonObject("spec")
                        .getAsJsonObject("template")
                        .getAsJsonObject("spec");
            }
        }
        throw new AssertionError("no workload in " + manifest);
    }

    private static String written(String name) {
        EnableRequest.ClusterRequest cluster = new EnableRequest.ClusterRequest(List.of(), "openfaas-fn", "", false);
        EnableRequest request = new EnableRequest(
                folder,
                Path.of("/"),
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                NONE,
                Set.of(),
                KernelAccess.userCode,
                cluster,
                EnableRequest.EngineRequest.NONE);
        return Enable.kubernetes(request).patch().changes().stream()
                .filter(change -> change.path().endsWith("/" + name))
                .map(change -> new String(change.after().bytes(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> violations(String level, String manifest) throws IOException {
        return security.violations(level, pod(manifest));
    }

    @Test
    void theCollectorRunsAtLevelRestricted() throws IOException {
        String manifest = Files.readString(Path.of("examples/collector/kubernetes.yaml"));
        assertThat(violations("restricted", manifest)).isEmpty();
    }

    /** The DaemonSet only writes to the kubelet's folder. For that it needs root and a hostPath volume, no more. */
    @Test
    void whatPlacesTheProfileNeedsAHostPathAndRoot() throws IOException {
        assertThat(violations("baseline", written("nodes.yaml"))).containsExactly("hostPath volumes");
        assertThat(violations("restricted", written("nodes.yaml")))
                .containsExactlyInAnyOrder("restricted volume types", "runAsNonRoot != true", "runAsUser=0");
        assertThat(violations("privileged", written("nodes.yaml"))).isEmpty();
    }

    /** Only a privileged container can change the machine's sysctl settings. */
    @Test
    void whatSetsTheLevelIsPrivileged() throws IOException {
        assertThat(violations("baseline", written("level.yaml"))).containsExactly("privileged");
        assertThat(violations("privileged", written("level.yaml"))).isEmpty();
    }

    @Test
    void theDoctorsPodMayRunWhereverItsFunctionMay() throws IOException {
        PodRequest plain = new PodRequest(Optional.of("pi:1"), NONE, "fn", NONE, NONE, NONE, NONE);
        assertThat(violations("baseline", Doctor.pod(plain))).isEmpty();
        Path deployment = Files.writeString(folder.resolve("deployment.json"), RESTRICTED);
        Path kubectl = Files.writeString(folder.resolve("kubectl"), "#!/bin/sh\ncat " + deployment + "\n");
        assertThat(kubectl.toFile().setExecutable(true)).isTrue();
        Optional<String> asks = Optional.of(kubectl.toString());
        Optional<String> token = Optional.of("collector-token");
        PodRequest copied = new PodRequest(NONE, Optional.of("pi"), "fn", NONE, NONE, token, asks);
        assertThat(violations("restricted", Doctor.pod(copied))).isEmpty();
        Optional<String> own = Optional.of("faas-trace/seccomp.json");
        PodRequest opened = new PodRequest(NONE, Optional.of("pi"), "fn", own, NONE, NONE, asks);
        assertThat(violations("restricted", Doctor.pod(opened))).isEmpty();
    }

    /** A function that satisfies level "restricted" must still satisfy it after the patch. */
    @Test
    void aFunctionWithTheProfileStaysAtLevelRestricted() throws IOException {
        JsonObject function =
                pod("{\"kind\": \"Deployment\", " + RESTRICTED.strip().substring(1));
        JsonObject patch = GSON.toJsonTree(
                        new Yaml(new SafeConstructor(new LoaderOptions())).load(written("deployment-patch.yaml")))
                .getAsJsonObject();
        JsonObject profile = patch.getAsJsonObject("spec")
                .getAsJsonObject("template")
                .getAsJsonObject("spec")
                .getAsJsonObject("securityContext");
        function.getAsJsonObject("securityContext").add("seccompProfile", profile.get("seccompProfile"));
        assertThat(security.violations("restricted", function)).isEmpty();
    }

    @Test
    void theChecksRefuseWhatTheyShould() throws IOException {
        JsonObject bare = pod("{kind: Pod, spec: {containers: [{name: a, image: b}]}}");
        assertThat(security.violations("restricted", bare)).contains("seccompProfile", "runAsNonRoot != true");
        JsonObject unknown = pod("{kind: Pod, spec: {containers: [{name: a, imgae: b}]}}");
        assertThatThrownBy(() -> security.violations("baseline", unknown)).hasMessageContaining("imgae");
    }
}
