package faastrace.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import faastrace.Means;
import faastrace.collector.store.Limits;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checks that a real Prometheus can scrape a collector and then run the dashboard's queries. */
@Timeout(180)
class PrometheusIT extends CollectorFixture {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private URI prometheus;

    @Override
    protected void start(Settings settings) {
        collector = DashboardIT.startForwarding(settings);
    }

    /** Starts Prometheus with a token, as configured in the ServiceMonitor. */
    private Process scrape(Path token) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        prometheus = URI.create("http://127.0.0.1:" + port);
        Path config = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: faas-trace
                    authorization: {credentials_file: %s}
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """.formatted(token, collector.port()));
        return new ProcessBuilder(
                        Means.program("prometheus"),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    private JsonNode result(String query) throws Exception {
        String path = "/api/v1/query?query=" + URLEncoder.encode(query, UTF_8);
        try {
            HttpResponse<String> answer = send(HttpRequest.newBuilder(prometheus.resolve(path)));
            // Prometheus responds with 503 while it starts.
            return answer.statusCode() == 200
                    ? JSON.readTree(answer.body()).path("data").path("result")
                    : JSON.createArrayNode();
        } catch (ConnectException notYet) {
            return JSON.createArrayNode();
        }
    }

    private void send(String body) throws Exception {
        send(request("/", "pi")
                .header("Authorization", "Bearer s3cret")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        send(HttpRequest.newBuilder(uri("/v1/traces")).header("Authorization", "Bearer s3cret"));
    }

    @Test
    void everyQueryOfTheDashboardHasAnAnswer() throws Exception {
        Means.require("prometheus");
        Path token = Files.writeString(folder.resolve("token"), "s3cret");
        restart(settings().withTokens(token).with(Limits.DEFAULT.withKeepBytes(1_000_000)));
        List<String> queries = DashboardIT.asking().stream()
                .map(DashboardIT::sent)
                // This query looks for restarts of the collector, but the collector does not restart here.
                .filter(query -> !query.startsWith("changes("))
                .toList();
        assertThat(queries).hasSizeGreaterThan(20);
        Process process = scrape(token);
        try {
            waitUntil(() -> result("up == 1").size() == 1);
            send(TRACE);
            send("no trace");
            for (String query : queries) {
                waitUntil(() -> !result(query).isEmpty());
            }
            // A rate counts only the traces after the first scrape, so the test sends more traces.
            waitUntil(() -> {
                send("no trace");
                return result("sum(increase(faas_trace_refused_traces_total{reason=\"not_perf\"}[1m])) > 0")
                                .size()
                        == 1;
            });
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
