package faastrace.host.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.host.doctor.Doctor;
import faastrace.host.doctor.PodRequest;
import faastrace.host.enable.Enable;
import faastrace.host.enable.EnableRequest;
import faastrace.host.enable.KernelAccess;
import faastrace.host.seccomp.Architecture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks every manifest that the tool ships or writes with the API server's strict validation. */
class StrictManifestIT {
    private static final Optional<String> NONE = Optional.empty();

    @TempDir
    private static Path folder;

    private static ManifestCheck manifests;

    @BeforeAll
    static void build() {
        manifests = new ManifestCheck(folder);
    }

    private static String written(String name, boolean operator, String architecture) {
        EnableRequest request = new EnableRequest(
                folder,
                Path.of("/"),
                false,
                Optional.empty(),
                Optional.of(Path.of("k8s")),
                false,
                Optional.of(architecture),
                Set.of(),
                KernelAccess.userCode,
                new EnableRequest.ClusterRequest(List.of("pi"), "openfaas-fn", "", operator),
                new EnableRequest.EngineRequest(NONE, Optional.of("2.1.4")));
        return Enable.kubernetes(request).patch().changes().stream()
                .filter(change -> change.path().equals("k8s/" + name))
                .map(change -> new String(change.after().bytes(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }

    /** Checks all YAML files in the folder, including any that are added later. */
    @Test
    void clustersTakeWhatIsShipped() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("examples/collector"))) {
            List<Path> all = files.filter(file -> file.toString().matches(".*\\.ya?ml"))
                    .filter(StrictManifestIT::isForCluster)
                    .toList();
            assertThat(all).contains(Path.of("examples/collector/kubernetes.yaml"));
            for (Path file : all) {
                assertThat(manifests.problems(Files.readString(file)))
                        .as(file.toString())
                        .isEmpty();
            }
        }
    }

    private static boolean isForCluster(Path file) {
        try {
            return Files.readString(file).lines().anyMatch(line -> line.startsWith("kind: "))
                    && !file.endsWith("kustomization.yaml");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nodes.yaml, false",
        "level.yaml, false",
        "level.yaml, true",
        "profile.yaml, false",
        "profile.yaml, true"
    })
    void clustersTakeWhatIsWritten(String name, boolean operator) throws IOException {
        assertThat(manifests.problems(written(name, operator, "arm64"))).isEmpty();
    }

    @Test
    void theOperatorTakesAProfileForEachOfItsArchitectures() throws IOException {
        for (String architecture : Architecture.names()) {
            if (!architecture.equals("loong64")) {
                assertThat(manifests.problems(written("operator.yaml", true, architecture)))
                        .as(architecture)
                        .isEmpty();
            }
        }
    }

    @Test
    void olderOperatorsTakeItAsV1beta1() throws IOException {
        String text = written("operator.yaml", true, "amd64");
        assertThat(text).contains("change v1 to v1beta1");
        assertThat(manifests.problems(text.replaceFirst("(?m)^(apiVersion: .*)/v1$", "$1/v1beta1")))
                .isEmpty();
    }

    /** A patch is a part of a Deployment without apiVersion and kind, so the test adds these. */
    @Test
    void aDeploymentTakesThePatch() throws IOException {
        String patch = written("deployment-patch.yaml", false, "amd64");
        assertThat(manifests.problems("apiVersion: apps/v1\nkind: Deployment\n" + patch))
                .isEmpty();
    }

    @Test
    void clustersTakeTheDoctorsPod() throws IOException {
        Optional<String> image = Optional.of("pi:1");
        Optional<String> profile = Optional.of("faas-trace/seccomp.json");
        Optional<String> url = Optional.of("http://a:1/\"'$(x)");
        Optional<String> token = Optional.of("token/key");
        for (PodRequest request : List.of(
                new PodRequest(image, NONE, "fn", NONE, NONE, NONE, NONE),
                new PodRequest(image, NONE, "fn", profile, url, token, NONE))) {
            assertThat(manifests.problems(Doctor.pod(request))).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "profile.yaml|seccompProfile:|seccomp:|unknown field \"spec.podSecurityContext.seccomp\"",
                "profile.yaml|podSecurityContext:|podsecuritycontext:|unknown field",
                "profile.yaml|type: Localhost|type: Local|does not go with",
                "profile.yaml|openfaas.com/v1|openfaas.com/v2|no kind \"Profile\"",
                "operator.yaml|SCMP_ACT_ALLOW|SCMP_ACT_LET|Unsupported value",
                "operator.yaml|\"names\"|\"name\"|spec.syscalls[0].names: Required value",
                "operator.yaml|\"defaultAction\"|\"defaultActions\"|unknown field \"spec.defaultActions\"",
                "operator.yaml|metadata:|metadata: {namespace: x}\\nmetadatum:|unknown field \"metadatum\"",
                "level.yaml|nodeSelector:|nodeselector:|unknown field",
                "level.yaml|privileged: true|privileged: yes please|cannot unmarshal",
            })
    void theChecksRefuseWhatTheyShould(String file, String right, String wrong, String problem) throws IOException {
        String text = written(file, file.equals("operator.yaml"), "amd64");
        String changed = text.replace(right, wrong.replace("\\n", "\n"));
        assertThat(changed).isNotEqualTo(text);
        assertThat(manifests.problems(changed)).anyMatch(line -> line.contains(problem));
    }
}
