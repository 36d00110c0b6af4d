package faastrace.host.enable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import faastrace.host.Commands;
import faastrace.host.doctor.Doctor;
import faastrace.host.seccomp.PerfEventOpen;
import faastrace.host.seccomp.SeccompProfile;
import faastrace.problem.Problem;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSecurityContext;
import io.kubernetes.client.openapi.models.V1Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Checks the manifests against Kubernetes's own types, which reject unknown fields. */
class ManifestIT extends ManifestFixture {
    /** The fields of a SeccompProfile v1 of the security-profiles-operator, according to its definition. */
    private static final Set<String> OPERATORS_FIELDS = Set.of("defaultAction", "architectures", "flags", "syscalls");

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
        Assumptions.assumeTrue(here.code() == 0, "kubectl is not installed, and the distribution has no package of it");
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
}
