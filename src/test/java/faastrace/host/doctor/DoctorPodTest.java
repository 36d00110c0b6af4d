package faastrace.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import faastrace.host.Commands;
import faastrace.problem.Problem;
import io.kubernetes.client.openapi.models.V1Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Tests that the doctor's pod runs like the function, so that the same restrictions apply to both. */
class DoctorPodTest {
    private static final Optional<String> NONE = Optional.empty();
    private static final Gson GSON = new Gson();

    /** A function with all properties that the doctor's pod copies, in a pod with a sidecar container. */
    private static final String DEPLOYMENT = """
            {"kind": "Deployment", "metadata": {"name": "pi"}, "spec": {"replicas": 1, "template": {
              "metadata": {"labels": {"faas_function": "pi"}},
              "spec": {
                "securityContext": {"runAsUser": 12000, "seccompProfile": {"type": "RuntimeDefault"}},
                "runtimeClassName": "gvisor",
                "nodeSelector": {"pool": "functions"},
                "tolerations": [{"key": "functions", "operator": "Exists"}],
                "imagePullSecrets": [{"name": "registry"}],
                "restartPolicy": "Always",
                "volumes": [{"name": "pi-projected-secrets", "projected": {"sources": [{"secret": {"name": "sender"}}]}}],
                "containers": [
                  {"name": "proxy", "image": "proxy:1"},
                  {"name": "pi", "image": "registry.example/pi:3",
                   "env": [{"name": "FAAS_TRACE_TOKEN_FILE", "value": "/var/openfaas/secrets/sender"},
                           {"name": "password", "value": "s3cret"}],
                   "ports": [{"containerPort": 8080}],
                   "livenessProbe": {"httpGet": {"path": "/_/health", "port": 8080}},
                   "resources": {"limits": {"memory": "40Mi"}},
                   "securityContext": {"readOnlyRootFilesystem": true, "allowPrivilegeEscalation": false,
                                       "seccompProfile": {"type": "Localhost", "localhostProfile": "own.json"}},
                   "volumeMounts": [{"name": "pi-projected-secrets", "mountPath": "/var/openfaas/secrets"}]}]}}}}
            """;

    @TempDir
    private Path folder;

    /** A kubectl with a single Deployment, whose pod runs on this machine. */
    private Optional<String> kubectl(String deployment) throws IOException {
        Path file = Files.writeString(folder.resolve("deployment.json"), deployment);
        Path script = Files.writeString(folder.resolve("kubectl"), """
                #!/bin/sh
                case $* in
                'get deployment -n fn pi -o json') cat %s ;;
                'exec -n fn deploy/pi -c pi -- '*) shift 7; exec "$@" ;;
                *) echo "Error from server (NotFound): there is no such Deployment" >&2; exit 1 ;;
                esac
                """.formatted(file));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return Optional.of(script.toString());
    }

    private JsonObject ofFunction(Optional<String> image, Optional<String> seccomp, Optional<String> secret)
            throws IOException {
        Optional<String> url = Optional.of("http://collector.example/");
        Optional<String> kubectl = kubectl(DEPLOYMENT);
        return pod(new PodRequest(image, Optional.of("pi"), "fn", seccomp, url, secret, kubectl));
    }

    private static JsonObject ofImage(Optional<String> seccomp) throws IOException {
        return pod(new PodRequest(Optional.of("pi:1"), NONE, "fn", seccomp, NONE, NONE, NONE));
    }

    private static JsonObject pod(PodRequest request) throws IOException {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        JsonObject pod = GSON.toJsonTree(yaml.load(Doctor.pod(request))).getAsJsonObject();
        V1Pod.validateJsonElement(pod);
        return pod;
    }

    private static JsonObject spec(JsonObject pod) {
        return pod.getAsJsonObject("spec");
    }

    private static JsonObject container(JsonObject pod) {
        JsonArray containers = spec(pod).getAsJsonArray("containers");
        assertThat(containers).hasSize(1);
        return containers.get(0).getAsJsonObject();
    }

    private static String name(JsonObject pod) {
        return pod.getAsJsonObject("metadata").get("name").getAsString();
    }

    /** The community edition gives functions no profile, so testing a profile would cause a false alarm. */
    @Test
    void aPodForAnImageHasNoProfileUnlessOneIsNamed() throws IOException {
        JsonObject plain = ofImage(NONE);
        assertThat(spec(plain).keySet()).doesNotContain("securityContext");
        assertThat(container(plain).keySet()).containsExactlyInAnyOrder("name", "image", "command", "args");
        assertThat(spec(ofImage(Optional.of("RuntimeDefault"))).get("securityContext"))
                .hasToString("{\"seccompProfile\":{\"type\":\"RuntimeDefault\"}}");
        assertThat(spec(ofImage(Optional.of("faas-trace/seccomp.json"))).get("securityContext"))
                .hasToString(
                        "{\"seccompProfile\":{\"type\":\"Localhost\",\"localhostProfile\":\"faas-trace/seccomp.json\"}}");
    }

    @Test
    void eachRunHasANameOfItsOwnThatItsOwnCommandsUse() throws IOException {
        PodRequest request = new PodRequest(Optional.of("pi:1"), NONE, "fn", NONE, NONE, NONE, NONE);
        assertThat(name(pod(request))).isNotEqualTo(name(pod(request))).startsWith("faas-trace-doctor-");
        assertThat(Doctor.pod(request)).containsPattern("kubectl wait -n fn pod/faas-trace-doctor-[a-f0-9]+ --for");
    }

    /** An empty FAAS_TRACE_URL in the pod would hide the URL that a patch added to the image. */
    @Test
    void withoutAUrlTheImageKeepsItsOwn() throws IOException {
        assertThat(container(ofImage(NONE)).keySet()).doesNotContain("env");
    }

    @Test
    void aPodForAFunctionHasWhatTheFunctionsDeploymentHas() throws IOException {
        JsonObject pod = ofFunction(NONE, NONE, NONE);
        JsonObject spec = spec(pod);
        assertThat(spec.get("securityContext"))
                .hasToString("{\"runAsUser\":12000,\"seccompProfile\":{\"type\":\"RuntimeDefault\"}}");
        assertThat(spec.get("runtimeClassName").getAsString()).isEqualTo("gvisor");
        assertThat(spec.keySet()).contains("nodeSelector", "tolerations", "imagePullSecrets", "volumes");
        assertThat(spec.get("restartPolicy").getAsString()).isEqualTo("Never");
        JsonObject container = container(pod);
        assertThat(container.get("image").getAsString()).isEqualTo("registry.example/pi:3");
        assertThat(container.getAsJsonObject("securityContext").keySet())
                .containsExactly("readOnlyRootFilesystem", "allowPrivilegeEscalation", "seccompProfile");
        assertThat(container.get("resources")).hasToString("{\"limits\":{\"memory\":\"40Mi\"}}");
        assertThat(container.get("env").toString()).contains("FAAS_TRACE_TOKEN_FILE", "http://collector.example/");
        assertThat(container.get("volumeMounts").toString()).contains("/var/openfaas/secrets");
    }

    /** The pod must not receive requests for the function or contain its secrets. */
    @Test
    void aPodForAFunctionTakesNoRequestsAndShowsNoSecrets() throws IOException {
        JsonObject pod = ofFunction(NONE, NONE, NONE);
        assertThat(pod.toString()).doesNotContain("s3cret", "faas_function", "livenessProbe", "proxy:1");
    }

    @Test
    void whatIsNamedComesBeforeWhatTheFunctionHas() throws IOException {
        JsonObject pod = ofFunction(Optional.of("pi:4"), Optional.of("Unconfined"), Optional.of("token/key"));
        assertThat(container(pod).get("image").getAsString()).isEqualTo("pi:4");
        assertThat(spec(pod).getAsJsonObject("securityContext").get("seccompProfile"))
                .hasToString("{\"type\":\"Unconfined\"}");
        assertThat(container(pod).getAsJsonObject("securityContext").keySet()).doesNotContain("seccompProfile");
        assertThat(spec(pod).get("volumes").toString()).contains("\"secretName\":\"token\"", "pi-projected-secrets");
        assertThat(container(pod).get("env").toString())
                .contains("/var/run/faas-trace/key")
                .doesNotContain("/var/openfaas/secrets/sender");
    }

    @Test
    void aFunctionThatIsNotThereIsSaid() {
        assertThatThrownBy(() ->
                        pod(new PodRequest(NONE, Optional.of("other"), "fn", NONE, NONE, NONE, kubectl(DEPLOYMENT))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("NotFound");
        for (String broken : List.of("", "[]", "{}", "{\"spec\": {\"template\": {\"spec\": {\"containers\": []}}}}")) {
            assertThatThrownBy(
                            () -> pod(new PodRequest(NONE, Optional.of("pi"), "fn", NONE, NONE, NONE, kubectl(broken))))
                    .as(broken)
                    .isInstanceOf(Problem.class);
        }
    }

    @Test
    void aFunctionIsExaminedFromInsideItsOwnPod() throws IOException {
        Optional<String> nowhere = Optional.of("http://127.0.0.1:9/");
        List<Finding> findings = Doctor.inFunction("pi", "fn", kubectl(DEPLOYMENT), nowhere);
        assertThat(findings).extracting(Finding::gate).contains("kernel", "perf", "maps");
        assertThat(findings.get(findings.size() - 1).what()).contains("http://127.0.0.1:9/");
        assertThatThrownBy(() -> Doctor.inFunction("other", "fn", kubectl(DEPLOYMENT), NONE))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("NotFound");
    }

    /** The exit code determines the pod's phase, which shows the verdict. */
    @Test
    void theScriptExitsWithItsVerdict() {
        String away = "FAAS_TRACE_URL=http://127.0.0.1:9/";
        assertThat(Commands.run("env", away, "sh", "-c", Doctor.script()).code())
                .isEqualTo(1);
        Commands.Result result = Commands.run("env", "-u", "FAAS_TRACE_URL", "sh", "-c", Doctor.script());
        assertThat(result.code()).isEqualTo(result.out().contains("\tshut\t") ? 1 : 0);
    }
}
