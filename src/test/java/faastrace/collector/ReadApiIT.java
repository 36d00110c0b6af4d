package faastrace.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.store.FileName;
import faastrace.document.Json;
import faastrace.document.Value;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadApiIT extends CollectorFixture {
    private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");

    @Test
    void pagesGoThroughAllTracesOnceInEitherOrder() throws Exception {
        List<String> files = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            files.add(put(i % 2 == 0 ? "a" : "b", BEGIN.plusSeconds(i / 3), TRACE));
        }
        List<String> forward = all("/v1/traces?limit=4");
        assertThat(forward).containsExactlyInAnyOrderElementsOf(files);
        List<String> backward = all("/v1/traces?limit=7&order=newest");
        java.util.Collections.reverse(backward);
        assertThat(backward).isEqualTo(forward);
        assertThat(all("/v1/traces?limit=3&name=a")).hasSize(13);
    }

    @Test
    void aPageIsTheSameWhateverArrivesMeanwhile() throws Exception {
        for (int i = 0; i < 6; i++) {
            put("a", BEGIN.plusSeconds(i), TRACE);
        }
        Value first = page("/v1/traces?limit=3");
        put("a", BEGIN.minusSeconds(1), TRACE);
        put("a", BEGIN.plusSeconds(60), TRACE);
        assertThat(all(first.require("next").text())).hasSize(4);
    }

    @Test
    void tracesAreFoundByTime() throws Exception {
        for (int i = 0; i < 10; i++) {
            put("a", BEGIN.plusSeconds(i), TRACE);
        }
        assertThat(all("/v1/traces?from=2026-11-01T00:00:03Z&to=2026-11-01T00:00:05Z"))
                .hasSize(2);
        assertThat(all("/v1/traces?from=2026-11-01T00:00:09Z")).hasSize(1);
        assertThat(all("/v1/traces?to=2026-11-01T00:00:00Z")).isEmpty();
    }

    @Test
    void aTraceIsFoundByACallInIt() throws Exception {
        String wanted = put("a", BEGIN, head("call-1", "call-2") + TRACE);
        put("a", BEGIN.plusSeconds(1), head("call-3") + TRACE);
        put("b", BEGIN.plusSeconds(2), TRACE);
        Files.writeString(directory.resolve("a/damaged.gz"), "\u001f\u008b rubbish");
        assertThat(all("/v1/traces?call=call-2")).containsExactly(wanted);
        assertThat(all("/v1/traces?call=call-2&name=b")).isEmpty();
        assertThat(all("/v1/traces?call=none")).isEmpty();
    }

    @Test
    void aCallIsLookedForAThousandTracesAtATime() throws Exception {
        String wanted = null;
        for (int i = 0; i < 1500; i++) {
            wanted = put("a", BEGIN.plusSeconds(i), head(i == 1499 ? "last" : "other") + SAMPLE);
        }
        Value first = page("/v1/traces?call=last");
        assertThat(first.require("traces").items()).isEmpty();
        assertThat(all(first.require("next").text())).containsExactly(wanted);
    }

    @Test
    void theHeadOfATraceIsServed() throws Exception {
        String file = put("a", BEGIN, head("call-1", "call-2") + TRACE);
        Value head = page("/v1/traces/a/" + file + "/head");
        assertThat(head.require("name").text()).isEqualTo("a");
        assertThat(head.require("meta").require("function").text()).isEqualTo("pi");
        Value second = head.require("invocations").items().get(1);
        assertThat(second.require("call").text()).isEqualTo("call-2");
        assertThat(second.require("start").text()).isEqualTo("5.500000001");
        assertThat(second.find("cpuNanos")).isEmpty();
        assertThat(get("/v1/traces/a/none.gz/head").statusCode()).isEqualTo(404);
    }

    @Test
    void theHeadSaysHowInvocationsSpentTheirTime() throws Exception {
        String times = " cpu=30 ready=20 throttled=10 shared=1\n";
        String file = put("a", BEGIN, head("call-1").replaceFirst("overlap=0\n", "overlap=0" + times) + TRACE);
        Value call = page("/v1/traces/a/" + file + "/head")
                .require("invocations")
                .items()
                .get(0);
        assertThat(call.require("cpuNanos").text()).isEqualTo("30");
        assertThat(call.require("readyNanos").text()).isEqualTo("20");
        assertThat(call.require("throttledNanos").text()).isEqualTo("10");
        assertThat(call.require("shared").text()).isEqualTo("true");
    }

    @Test
    void aHeadThatUnpacksToFarTooMuchIsReadInPartOnly() throws Exception {
        String file = put("a", BEGIN, head("call-1") + ("#" + "x".repeat(1000) + "\n").repeat(100_000) + TRACE);
        assertThat(page("/v1/traces/a/" + file + "/head").require("invocations").items())
                .hasSize(1);
        String endless = put("a", BEGIN, "#" + "x".repeat(50_000_000));
        assertThat(get("/v1/traces/a/" + endless + "/head").statusCode()).isEqualTo(200);
    }

    @Test
    void aTraceCanBeDeletedOnce() throws Exception {
        String file = put("a", BEGIN, TRACE);
        HttpRequest.Builder delete =
                HttpRequest.newBuilder(uri("/v1/traces/a/" + file)).DELETE();
        assertThat(send(delete).statusCode()).isEqualTo(204);
        assertProblem(send(delete), 404, "/v1/traces");
        assertThat(files()).isEmpty();
    }

    @Test
    void whoReadsATraceThatIsDeletedStillGetsAllOfIt() throws Exception {
        byte[] noise = new byte[8 << 20];
        new java.util.Random(1).nextBytes(noise);
        Path trace = Files.write(Files.createDirectories(directory.resolve("a")).resolve(FileName.of(BEGIN)), noise);
        String path = "/v1/traces/a/" + trace.getFileName();
        HttpResponse<InputStream> answer =
                client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(send(HttpRequest.newBuilder(uri(path)).DELETE()).statusCode())
                .isEqualTo(204);
        assertThat(answer.body().readAllBytes()).isEqualTo(noise);
    }

    @Test
    void aQueryThatMakesNoSenseIsRefusedWithTheCure() throws Exception {
        assertProblem(get("/v1/traces?from=yesterday"), 400, "2026-01-02T03:04:05Z");
        for (String limit : List.of("many", "0", "1001", "99999999999", "-1", "1.5", "")) {
            assertProblem(get("/v1/traces?limit=" + limit), 400, "1 to 1000");
        }
        assertProblem(get("/v1/traces?order=best"), 400, "newest");
        assertProblem(get("/v1/traces?after=x"), 400, "next");
        assertProblem(get("/v1/traces?function=pi"), 400, "name, from");
    }

    @Test
    void whatHappenedIsCounted() throws Exception {
        post("/", "pi", TRACE.getBytes(UTF_8));
        post("/", "pi", "no trace".getBytes(UTF_8));
        waitUntil(() -> get("/metrics").body().contains("faas_trace_requests_total{status=\"415\"} 1\n"));
        String metrics = get("/metrics").body();
        assertThat(metrics)
                .contains("# TYPE faas_trace_requests_total counter\n")
                .contains("faas_trace_requests_total{status=\"201\"} 1\n")
                .contains("faas_trace_stored_traces_total 1\n")
                .contains("faas_trace_kept_traces 1\n")
                .contains("faas_trace_uploads 0\n")
                .containsPattern("faas_trace_heap_bytes [1-9]\\d+\n")
                .containsPattern("faas_trace_free_bytes [1-9]\\d+\n");
        assertThat(metrics.lines())
                .allMatch(line -> line.matches("# (HELP|TYPE) .*|(faas_trace|process)_\\S+ -?\\d+(\\.\\d+)?"));
    }

    @Test
    void itIsReadyWhileItsFolderIsThere() throws Exception {
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        faastrace.cli.Sandbox.delete(directory);
        assertProblem(get("/readyz"), 503, "mount");
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        Files.createDirectory(directory);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    private Value page(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read("answer", answer.body());
    }

    private List<String> all(String path) throws Exception {
        List<String> files = new ArrayList<>();
        for (String next = path; next != null; ) {
            Value page = page(next);
            page.require("traces")
                    .items()
                    .forEach(trace -> files.add(trace.require("file").text()));
            next = page.find("next").map(Value::text).orElse(null);
        }
        return files;
    }

    private String put(String name, Instant time, String text) throws Exception {
        Path file = Files.createDirectories(directory.resolve(name)).resolve(FileName.of(time));
        Files.write(file, gzip(text.getBytes(UTF_8)));
        return file.getFileName().toString();
    }

    private static String head(String... calls) {
        StringBuilder text = new StringBuilder("# faas-trace 1\n# faas-trace meta function=pi language=x\n");
        for (String call : calls) {
            text.append("# faas-trace invocation id=")
                    .append(call)
                    .append(" start=5.500000001 end=5.600000000 pid=12 tid=13 overlap=0\n");
        }
        return text.toString();
    }
}
