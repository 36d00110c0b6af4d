package faastrace.host.manifests;

import static faastrace.host.manifests.Manifests.arguments;
import static faastrace.host.manifests.Manifests.at;
import static faastrace.host.manifests.Manifests.pod;
import static faastrace.host.manifests.Manifests.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what the values of the Helm chart change in the objects that it creates. */
class ChartValuesIT extends ChartFixture {
    @Test
    void aTokenComesFromASecretAndIsNeverAskedOfAPrometheusWithout() throws IOException {
        Map<String, JsonObject> objects = installed("token.secretName=collector-token", "serviceMonitor.enabled=true");
        assertThat(arguments(objects)).containsSequence("--token-file", "/token/token");
        assertThat(text(pod(objects), "containers/0/volumeMounts/2/mountPath")).isEqualTo("/token");
        assertThat(text(pod(objects), "volumes/2/secret/secretName")).isEqualTo("collector-token");
        JsonObject template =
                at(objects.get("Deployment"), "spec/template/metadata").getAsJsonObject();
        assertThat(template.has("annotations")).isFalse();
        assertThat(at(objects.get("ServiceMonitor"), "spec/endpoints/0/authorization/credentials")
                        .toString())
                .isEqualTo("{\"name\":\"collector-token\",\"key\":\"token\"}");
        assertThat(render("openfaas")).doesNotContain("token");
    }

    @Test
    void whatIsKeptStaysBelowTheSizeOfTheVolume() throws IOException {
        Map<String, JsonObject> objects = installed("storage.size=100Gi", "storage.className=fast");
        assertThat(text(objects.get("PersistentVolumeClaim"), "spec/resources/requests/storage"))
                .isEqualTo("100Gi");
        assertThat(text(objects.get("PersistentVolumeClaim"), "spec/storageClassName"))
                .isEqualTo("fast");
        assertThat(arguments(objects)).containsSequence("--keep-bytes", "90g");
        for (String[] pair : new String[][] {
            {"20Gi", "18g"},
            {"1Mi", "921k"},
            {"512Mi", "471859k"},
            {"15Gi", "13824m"},
            {"2Ti", "1887436m"},
            {"999999Ti", "943717456281m"}
        }) {
            assertThat(arguments(installed("storage.size=" + pair[0]))).containsSequence("--keep-bytes", pair[1]);
        }
        assertThat(arguments(installed("keep.bytes=5g", "keep.age=", "rate=0")))
                .containsExactly("--keep-bytes", "5g", "--stop-timeout", "25s");
    }

    @Test
    void storageMayBeTheUsersOwnOrNone() throws IOException {
        Map<String, JsonObject> objects = installed("storage.enabled=false", "storage.size=1Gi");
        assertThat(objects).doesNotContainKey("PersistentVolumeClaim");
        assertThat(text(pod(objects), "volumes/0/emptyDir/sizeLimit")).isEqualTo("1Gi");
        objects = installed("storage.existingClaim=mine");
        assertThat(objects).doesNotContainKey("PersistentVolumeClaim");
        assertThat(text(pod(objects), "volumes/0/persistentVolumeClaim/claimName"))
                .isEqualTo("mine");
    }

    @Test
    void anIngressShowsThePagesUnderAPathAndItsControllerIsLetIn() throws IOException {
        String[] sets = {
            "ingress.enabled=true", "ingress.host=traces.example.com", "ingress.tlsSecretName=tls", "basePath=/traces"
        };
        assertThat(refused(sets)).contains("token.secretName").contains("ingress.withoutToken");
        for (String asks : List.of("token.secretName=collector-token", "ingress.withoutToken=true")) {
            Map<String, JsonObject> objects = installed(sets[0], sets[1], sets[2], sets[3], asks);
            assertThat(arguments(objects)).containsSequence("--base-path", "/traces");
            JsonObject ingress = objects.get("Ingress");
            assertThat(text(ingress, "spec/rules/0/http/paths/0/path")).isEqualTo("/traces");
            assertThat(text(ingress, "spec/rules/0/http/paths/0/backend/service/name"))
                    .isEqualTo("faas-trace");
            assertThat(text(ingress, "spec/tls/0/hosts/0")).isEqualTo("traces.example.com");
            assertThat(at(objects.get("NetworkPolicy"), "spec/ingress/0/from").toString())
                    .contains(
                            "{\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"ingress-nginx\"}}}");
        }
    }

    @Test
    void theNetworkPolicyNamesNamespacesWhereItIsTold() throws IOException {
        Map<String, JsonObject> objects = installed(
                "networkPolicy.functionNamespaces={openfaas-fn,staging-fn}",
                "networkPolicy.from[0].ipBlock.cidr=192.0.2.0/24");
        String named = "{\"matchExpressions\":[{\"key\":\"kubernetes.io/metadata.name\",\"operator\":\"In\","
                + "\"values\":[\"openfaas-fn\",\"staging-fn\"]}]}";
        for (int peer : new int[] {0, 1}) {
            assertThat(at(objects.get("NetworkPolicy"), "spec/ingress/0/from/" + peer + "/namespaceSelector")
                            .toString())
                    .isEqualTo(named);
        }
        assertThat(text(objects.get("NetworkPolicy"), "spec/ingress/0/from/4/ipBlock/cidr"))
                .isEqualTo("192.0.2.0/24");
        assertThat(installed("networkPolicy.enabled=false")).doesNotContainKey("NetworkPolicy");
    }

    @Test
    void theRestGoesWhereItBelongs() throws IOException {
        Map<String, JsonObject> objects = installed(
                "name=traces",
                "image.tag=7",
                "image.pullPolicy=Always",
                "imagePullSecrets[0].name=registry",
                "resources.limits.cpu=1",
                "extraArgs={--max-body,64m}",
                "podAnnotations.team=a",
                "nodeSelector.disk=ssd",
                "tolerations[0].operator=Exists",
                "serviceMonitor.enabled=true",
                "serviceMonitor.labels.release=prometheus",
                "dashboard.enabled=true");
        assertThat(text(pod(objects), "containers/0/image")).isEqualTo("registry.example/faas-trace-collector:7");
        assertThat(text(pod(objects), "containers/0/resources/limits/cpu")).isEqualTo("1");
        assertThat(arguments(objects)).endsWith("--max-body", "64m");
        assertThat(text(pod(objects), "nodeSelector/disk")).isEqualTo("ssd");
        assertThat(text(objects.get("ServiceMonitor"), "metadata/labels/release"))
                .isEqualTo("prometheus");
        assertThat(text(objects.get("ConfigMap"), "data/faas-trace.json"))
                .isEqualTo(Files.readString(Path.of(CHART, "dashboards/faas-trace.json")));
        assertThat(objects.get("Service").toString()).doesNotContain("\"name\":\"faas-trace\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "imgae.tag=1",
                "name=Not_a_name",
                "name=a: b",
                "image.repository=a b",
                "token.secretName=a}",
                "token.key=../../etc/passwd",
                "storage.size=20GB",
                "storage.size=0Gi",
                "storage.size=20Gi\n  x: y",
                "storage.accessMode=ReadOnlyMany",
                "keep.bytes=many",
                "keep.age=a month",
                "rate=-1",
                "rate=fast",
                "rate=5000000000",
                "basePath=traces",
                "basePath=/traces/",
                "basePath=/a/../b",
                "ingress.host=a b",
                "networkPolicy.functionNamespaces={Fn}",
                "serviceMonitor.interval=often",
            })
    void valuesThatWouldBreakItAreRefused(String set) {
        assertThat(refused(set)).contains("values don't meet the specifications of the schema");
    }
}
