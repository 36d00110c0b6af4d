package faastrace.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.ClusterTools;
import faastrace.collector.metrics.Durations;
import faastrace.collector.metrics.MetricText;
import faastrace.collector.metrics.Metrics;
import faastrace.collector.metrics.RefusalReason;
import faastrace.collector.metrics.RequestKind;
import faastrace.collector.store.Limits;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsIT extends CollectorFixture {
    private static final byte[] GOOD = TRACE.getBytes(UTF_8);

    @TempDir
    private Path secrets;

    /**
     * Builds the program before the tests, because each test is limited to a minute and the first build takes longer.
     */
    @BeforeAll
    static void build() {
        ClusterTools.program();
    }

    private String metrics() throws Exception {
        return send(HttpRequest.newBuilder(uri("/metrics"))).body();
    }

    private double value(String series) throws Exception {
        Matcher line =
                Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$").matcher(metrics());
        return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
    }

    private void refused(RefusalReason reason, int times) throws Exception {
        String series = "faas_trace_refused_traces_total{reason=\"" + reason + "\"}";
        waitUntil(() -> value(series) == times);
    }

    @Test
    void everyReasonIsThereFromTheStartSoThatRatesAreRight() throws Exception {
        for (RefusalReason reason : RefusalReason.values()) {
            refused(reason, 0);
        }
    }

    @Test
    void uploadsThatAreNotKeptAreCountedByReason() throws Exception {
        restart(settings().with(Limits.DEFAULT.withBodyBytes(1000).withPerSecond(1)));
        post("/", "../x", GOOD);
        refused(RefusalReason.invalid, 1);
        post("/", "text", "no trace".getBytes(UTF_8));
        refused(RefusalReason.not_perf, 1);
        post("/v1/traces", "large", SAMPLE.repeat(100).getBytes(UTF_8));
        refused(RefusalReason.too_large, 1);
        while (post("/", "often", GOOD).statusCode() == 201) {
            Thread.onSpinWait();
        }
        refused(RefusalReason.rate, 1);
        try (Socket socket = upload(900, TRACE)) {
            socket.setSoLinger(true, 0);
        }
        refused(RefusalReason.broken_off, 1);
        send(HttpRequest.newBuilder(uri("/v1/traces/none/none")));
        refused(RefusalReason.other, 0);
    }

    @Test
    void aFullCollectorSaysSo() throws Exception {
        restart(settings().with(Limits.DEFAULT.withKeepBytes(10)));
        post("/", "pi", GOOD);
        refused(RefusalReason.no_room, 1);
        assertThat(value("faas_trace_keep_limit_bytes")).isEqualTo(10);
    }

    @Test
    void aWrongTokenIsAReasonAndReadersAreNotCounted() throws Exception {
        restart(settings().withTokens(Files.writeString(secrets.resolve("token"), "s3cret\n")));
        post("/", "pi", GOOD);
        send(HttpRequest.newBuilder(uri("/v1/traces")));
        String metrics = send(HttpRequest.newBuilder(uri("/metrics")).header("Authorization", "Bearer s3cret"))
                .body();
        assertThat(metrics)
                .contains("faas_trace_refused_traces_total{reason=\"token\"} 1\n")
                .contains("faas_trace_requests_total{status=\"401\"} 2\n");
    }

    @Test
    void eachKindOfRequestHasItsDurations() throws Exception {
        post("/", "pi", GOOD);
        post("/v1/traces", "pi", GOOD);
        send(HttpRequest.newBuilder(uri("/v1/traces")));
        send(HttpRequest.newBuilder(uri("/healthz")));
        send(HttpRequest.newBuilder(uri("/nothing")));
        String count = "faas_trace_request_duration_seconds_count{kind=\"%s\"}";
        waitUntil(() -> value(count.formatted("upload")) == 2);
        waitUntil(() -> value(count.formatted("read")) == 1);
        waitUntil(() -> value(count.formatted("other")) == 1);
        assertThat(value(count.formatted("probe"))).isGreaterThan(1);
        assertThat(value("faas_trace_request_duration_seconds_sum{kind=\"upload\"}"))
                .isPositive();
        assertThat(value("faas_trace_request_duration_seconds_bucket{kind=\"upload\",le=\"+Inf\"}"))
                .isEqualTo(2);
    }

    @Test
    void bucketsAddUpAndTakeInTheirBounds() {
        Durations durations = new Durations();
        for (long millis : new long[] {1, 5, 6, 9_999, 10_000, 10_001}) {
            durations.add(Duration.ofMillis(millis).toNanos());
        }
        MetricText text = new MetricText();
        durations.write(text, "took", "kind", "a");
        assertThat(text.toString())
                .contains("took_bucket{kind=\"a\",le=\"0.005\"} 2\n")
                .contains("took_bucket{kind=\"a\",le=\"0.01\"} 3\n")
                .contains("took_bucket{kind=\"a\",le=\"5\"} 3\n")
                .contains("took_bucket{kind=\"a\",le=\"10\"} 5\n")
                .contains("took_bucket{kind=\"a\",le=\"+Inf\"} 6\n")
                .contains("took_sum{kind=\"a\"} 30.012\n")
                .endsWith("took_count{kind=\"a\"} 6\n");
    }

    @Test
    void theOldestTraceIsToldOnceThereIsOne() throws Exception {
        String oldest = "faas_trace_oldest_trace_timestamp_seconds";
        assertThat(value(oldest)).isNaN();
        Instant before = Instant.now().minusSeconds(1);
        post("/", "pi", GOOD);
        double first = value(oldest);
        assertThat(first).isBetween(before.getEpochSecond() * 1d, Instant.now().getEpochSecond() + 1d);
        post("/", "pi", GOOD);
        assertThat(value(oldest)).isEqualTo(first);
    }

    @Test
    void aTraceThatWasKeptIsNotRefusedThoughItsSenderLeft() {
        Metrics metrics = new Metrics();
        metrics.answered(RequestKind.upload, 201, true, 1);
        metrics.answered(RequestKind.upload, 200, true, 1);
        metrics.answered(RequestKind.read, 500, true, 1);
        assertThat(metrics.text()).doesNotContainPattern("refused_traces_total\\{.*} [1-9]");
        metrics.answered(RequestKind.upload, 500, true, 1);
        metrics.answered(RequestKind.upload, 418, false, 1);
        assertThat(metrics.text())
                .contains("faas_trace_refused_traces_total{reason=\"broken_off\"} 1\n")
                .contains("faas_trace_refused_traces_total{reason=\"other\"} 1\n");
    }

    @Test
    void prometheusFindsNoFaultWithTheMetrics() throws Exception {
        collector.close();
        collector = DashboardIT.startForwarding(settings().with(Limits.DEFAULT.withKeepBytes(1_000_000)));
        post("/", "pi", GOOD);
        assertThat(metrics()).contains("faas_trace_forward_pending_traces");
        assertThat(ClusterTools.output(metrics(), "lint-metrics")).isEmpty();
        assertThat(ClusterTools.output("# TYPE a_count gauge\na_count 1\n", "lint-metrics"))
                .isNotEmpty();
    }
}
