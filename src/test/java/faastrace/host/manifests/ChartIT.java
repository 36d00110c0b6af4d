package faastrace.host.manifests;

import static faastrace.host.manifests.Manifests.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import faastrace.ClusterTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Tests the Helm chart with Helm's own library, and the objects that it creates. */
class ChartIT extends ChartFixture {
    private static final String MANIFEST = "examples/collector/kubernetes.yaml";

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
