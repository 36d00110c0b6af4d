package faastrace.host.manifests;

import static faastrace.host.manifests.Manifests.arguments;
import static faastrace.host.manifests.Manifests.at;
import static faastrace.host.manifests.Manifests.pod;
import static faastrace.host.manifests.Manifests.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import faastrace.ClusterTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Tests the Helm chart with Helm's own library, and the objects that it creates for different values. */
class ChartIT {
    private static final String CHART = "examples/collector/chart";
    private static final String MANIFEST = "examples/collector/kubernetes.yaml";

    @TempDir
    private static Path folder;

    private static PodSecurity security;

    @BeforeAll
    static void build() {
        ClusterTools.program();
        security = new PodSecurity(folder);
    }

    private static String render(String namespace, String... sets) {
        List<String> command = new ArrayList<>(List.of("helm-template", CHART, "traces", namespace, ""));
        command.addAll(List.of(sets));
        return ClusterTools.output("", command.toArray(String[]::new));
    }

    /** The objects that the chart creates. They must be valid whatever the values are. */
    private static Map<String, JsonObject> installed(String... sets) throws IOException {
        Map<String, JsonObject> objects = Manifests.read(render("openfaas", sets));
        Manifests.fitTogether(objects, "openfaas");
        assertThat(security.violations("restricted", pod(objects))).isEmpty();
        return objects;
    }

    private static String refused(String... sets) {
        List<String> command = new ArrayList<>(List.of("helm-template", CHART, "traces", "openfaas", ""));
        command.addAll(List.of(sets));
        ClusterTools.Result result = ClusterTools.run("", command.toArray(String[]::new));
        assertThat(result.code()).as(result.out()).isEqualTo(1);
        return result.err();
    }

    @Test
    void helmLintHasNoComplaint() throws IOException {
        assertThat(ClusterTools.output("", "helm-lint", CHART))
                .doesNotContain("[ERROR]", "[WARNING]")
                .isBlank();
        Path wrong = Files.writeString(folder.resolve("wrong.yaml"), "storage: {size: much}\n");
        assertThat(ClusterTools.output("", "helm-lint", CHART, wrong.toString()))
                .contains("storage.size");
    }

    /** The chart and kubernetes.yaml must always change together. */
    @Test
    void byDefaultItInstallsWhatTheManifestHas() throws IOException {
        Map<String, JsonObject> manifest = Manifests.plain(Files.readString(Path.of(MANIFEST)));
        assertThat(manifest).hasSize(4);
        assertThat(Manifests.plain(render("openfaas"))).isEqualTo(manifest);
        assertThat(Manifests.plain(render("openfaas", "rate=51"))).isNotEqualTo(manifest);
    }

    @Test
    void theDefaultsAreInstallable() throws IOException {
        assertThat(installed()).containsOnlyKeys("Deployment", "NetworkPolicy", "PersistentVolumeClaim", "Service");
    }

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

    /** Helm reads integers in a file as floating-point numbers, which are printed with an exponent. */
    @Test
    void aTagMayBeANumber() throws IOException {
        Path values = Files.writeString(folder.resolve("tag.yaml"), "image: {tag: 20261129}\n");
        String fromFile = ClusterTools.output("", "helm-template", CHART, "traces", "openfaas", values.toString());
        for (String text : List.of(fromFile, render("openfaas", "image.tag=20261129"))) {
            assertThat(text).contains("image: \"registry.example/faas-trace-collector:20261129\"\n");
        }
    }

    /** Without quotes, YAML would read such a word as another type, not as a string. */
    @ParameterizedTest
    @ValueSource(strings = {"true", "null", "yes", "no", "1e3", "0x10", "12"})
    void textsThatLookLikeOtherThingsStayTexts(String word) throws IOException {
        Path values = Files.writeString(folder.resolve("values.yaml"), """
                name: %s
                image: {repository: "WORD", tag: "WORD"}
                imagePullSecrets: [{name: "WORD"}]
                token: {secretName: "WORD", key: "WORD"}
                storage: {className: "WORD"}
                extraArgs: ["WORD"]
                podAnnotations: {a: "WORD"}
                nodeSelector: {a: "WORD"}
                networkPolicy: {functionNamespaces: ["WORD"]}
                ingress: {enabled: true, className: "WORD", host: "WORD", tlsSecretName: "WORD", annotations: {a: "WORD"},
                  controllerNamespace: "WORD"}
                serviceMonitor: {enabled: true, labels: {a: "WORD"}}
                dashboard: {enabled: true, labels: {a: "WORD"}}
                """.replace("WORD", word)
                .formatted(word.matches("[a-z]+") ? "\"" + word + "\"" : "traces"));
        String text = ClusterTools.output("", "helm-template", CHART, word, word, values.toString());
        Manifests.fitTogether(Manifests.read(text), word);
    }

    /** The namespace comes from the Helm release, and all objects must be in it. */
    @Test
    void itMayStandInAnotherNamespace() {
        Manifests.fitTogether(Manifests.read(render("tracing", "serviceMonitor.enabled=true")), "tracing");
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

    @Test
    void everyValueIsDescribedAndInTheSchema() throws IOException {
        String text = Files.readString(Path.of(CHART, "values.yaml"));
        Map<?, ?> values = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        Map<?, ?> schema = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(Path.of(CHART, "values.schema.json")));
        isDescribed("", values, schema);
    }

    private static void isDescribed(String where, Map<?, ?> values, Map<?, ?> schema) {
        Map<?, ?> known = (Map<?, ?>) schema.get("properties");
        values.forEach((key, value) -> {
            Map<?, ?> one = (Map<?, ?>) known.get(key);
            assertThat(one).as(where + key).isNotNull();
            if (one.containsKey("properties")) {
                assertThat(one.get("additionalProperties")).as(where + key).isEqualTo(false);
                isDescribed(where + key + ".", (Map<?, ?>) value, one);
            } else {
                assertThat(one.get("description")).as(where + key).asString().isNotBlank();
            }
        });
        known.keySet().stream()
                .filter(key -> !key.equals("global"))
                .forEach(key ->
                        assertThat(values.containsKey(key)).as(where + key).isTrue());
    }

    @Test
    void itsVersionIsTheProgramsOwn() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String version = Pattern.compile("<version>([^<]+)</version>")
                .matcher(pom)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        assertThat(Files.readString(Path.of(CHART, "Chart.yaml"))).contains("\nappVersion: \"" + version + "\"\n");
    }
}
