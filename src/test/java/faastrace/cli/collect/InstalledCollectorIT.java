package faastrace.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.ClusterTools;
import faastrace.CollectorProcess;
import faastrace.cli.Sandbox;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Starts the collector with the arguments that the manifest, the Helm chart and the kustomization contain. */
@Timeout(600)
class InstalledCollectorIT {
    private static final Pattern PORT = Pattern.compile("Listening at http://0\\.0\\.0\\.0:(\\d+)/");
    private static final String TOKEN = "s3cret";
    private static final String TRACE = "pi 12/13 5.500000: 1 cpu-clock:u: \n\t    7f3 f+0x10 (/usr/bin/app)\n\n";

    @TempDir
    private Path folder;

    private int port;

    @BeforeAll
    static void build() {
        ClusterTools.program();
    }

    /** Sends requests to a running collector. */
    private interface Use {
        void go() throws Exception;
    }

    private static List<String> arguments(String manifests) {
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(manifests)) {
            if (((Map<?, ?>) document).get("kind").equals("Deployment")) {
                Object at = document;
                for (String key : List.of("spec", "template", "spec", "containers")) {
                    at = ((Map<?, ?>) at).get(key);
                }
                List<String> arguments = new ArrayList<>();
                ((List<?>) ((Map<?, ?>) ((List<?>) at).get(0)).get("args")).forEach(one -> arguments.add((String) one));
                return arguments;
            }
        }
        throw new AssertionError(manifests);
    }

    /** Starts the collector as its image does, but with a test token instead of the pod's token. */
    private void running(String manifests, Use use) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        List<String> options = new ArrayList<>(List.of("--host", "0.0.0.0"));
        arguments(manifests).forEach(one -> options.add(one.equals("/token/token") ? token.toString() : one));
        Process process = CollectorProcess.start(folder.resolve("stacks"), 0, options.toArray(String[]::new));
        try (BufferedReader said = process.inputReader()) {
            String line = said.readLine();
            Matcher listening = PORT.matcher(String.valueOf(line));
            assertThat(listening.find()).as(options + ": " + line).isTrue();
            port = Integer.parseInt(listening.group(1));
            use.go();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private int status(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpRequest.Builder upload() {
        return request("/").header("X-name", "pi").POST(HttpRequest.BodyPublishers.ofString(TRACE));
    }

    private static HttpRequest.Builder allowed(HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer " + TOKEN);
    }

    @Test
    void asItComesItTakesTracesAndAnswersTheProbes() throws Exception {
        running(Files.readString(Path.of("examples/collector/kubernetes.yaml")), () -> {
            assertThat(status(upload())).isEqualTo(201);
            for (String path : List.of("/healthz", "/readyz", "/metrics", "/")) {
                assertThat(status(request(path))).as(path).isEqualTo(200);
            }
        });
    }

    @Test
    void withATokenAndAPathTheChartsDoesWhatTheIngressPrometheusAndTheProbesNeed() throws Exception {
        guarded(ClusterTools.output(
                "",
                "helm-template",
                "examples/collector/chart",
                "faas-trace",
                "openfaas",
                "",
                "token.secretName=collector-token,ingress.enabled=true,basePath=/traces"));
    }

    @Test
    void theKustomizationsDoesTheSame() throws Exception {
        Sandbox.copy(Path.of("examples/collector"), folder.resolve("collector"));
        Path own = Files.createDirectories(folder.resolve("own"));
        Files.writeString(own.resolve("kustomization.yaml"), """
                resources: [../collector]
                components: [../collector/kustomize/token, ../collector/kustomize/ingress]
                """);
        guarded(ClusterTools.output("", "kustomize", own.toString()));
    }

    private void guarded(String manifests) throws Exception {
        running(manifests, () -> {
            assertThat(status(upload())).isEqualTo(401);
            assertThat(status(allowed(upload()))).isEqualTo(201);
            assertThat(status(request("/traces/v1/traces"))).isEqualTo(401);
            assertThat(status(allowed(request("/traces/v1/traces")))).isEqualTo(200);
            assertThat(status(allowed(request("/traces/")))).isEqualTo(200);
            assertThat(status(request("/metrics"))).isEqualTo(401);
            assertThat(status(allowed(request("/metrics")))).isEqualTo(200);
            assertThat(status(request("/healthz"))).isEqualTo(200);
            assertThat(status(request("/readyz"))).isEqualTo(200);
        });
    }
}
