package faastrace.collector.pages;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.views.ExportFormat;
import faastrace.document.Value;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks the files that a trace can be downloaded as. */
class ExportsIT extends PageFixture {
    @Test
    void aTraceCanBeHadInEveryForm() throws Exception {
        String trace = "/v1/traces/" + send("pi", CALLS + SAMPLE + SAMPLE.replace("5.500000", "6.000000"));
        assertThat(page(trace + "/profile.folded").body()).isEqualTo("pi;leaf_fn 2\n");
        assertThat(page(trace + "/profile.folded?to=0.9").body()).isEqualTo("pi;leaf_fn 1\n");
        assertThat(page(trace + "/profile.folded?from=0.5&to=1").body()).isEqualTo("pi;leaf_fn 1\n");
        assertThat(page(trace + "/profile.folded?weight=much").statusCode()).isEqualTo(400);
        assertThat(page(trace + "/profile.folded?idle=maybe").statusCode()).isEqualTo(400);
        assertThat(page(trace + "/profile.folded?from=1&to=1").body()).isEmpty();
        assertThat(page(trace + "/profile.folded?invocation=call-8").body()).isEqualTo("pi;leaf_fn 1\n");
        assertThat(page(trace + "/profile.folded?thread=12/13").body()).isEqualTo("pi;leaf_fn 2\n");
        assertThat(page(trace + "/profile.folded?thread=12").body()).isEqualTo("pi;leaf_fn 2\n");
        assertThat(page(trace + "/profile.folded?thread=12/14").body()).isEmpty();
        assertThat(page(trace + "/profile.perf").body()).contains("pi 12/13 [000] 5.500000000: 1 cpu-clock:u: \n");
        assertThat(page(trace + "/profile.speedscope.json").body()).contains("speedscope");
        assertThat(page(trace + "/profile.pb.gz").statusCode()).isEqualTo(200);
        assertThat(page(trace + "/flamegraph.svg").body()).contains("<svg", "leaf_fn");
        assertThat(page(trace + "/heatmap.svg").body()).contains("<svg");
        assertThat(page(trace + "/heatmap.json").body()).contains("\"start\":5");
        assertThat(page(trace + "/profile.html").body()).contains("<title>pi</title>");
        assertThat(send(HttpRequest.newBuilder(uri(trace + "/profile.folded?from=x")))
                        .statusCode())
                .isEqualTo(400);
        assertThat(send(HttpRequest.newBuilder(uri(trace + "/profile.folded?thread=x")))
                        .statusCode())
                .isEqualTo(400);
        assertThat(files("pi")).hasSize(1);
    }

    @Test
    void samplesOfDifferentEventsAreNeverAddedUp() throws Exception {
        String faults = SAMPLE.replace("cpu-clock:u", "page-faults");
        String clock = SAMPLE.replace(": 1 cpu", ": 5000000 cpu");
        String key = send("pi", clock.repeat(2) + faults.repeat(3));
        String trace = "/v1/traces/" + key;
        for (String form : List.of(
                "profile.folded",
                "profile.speedscope.json",
                "profile.pb.gz",
                "flamegraph.svg",
                "heatmap.svg",
                "heatmap.json")) {
            HttpResponse<String> refused = send(HttpRequest.newBuilder(uri(trace + "/" + form)));
            assertThat(refused.statusCode()).as(form).isEqualTo(400);
            assertThat(refused.body()).contains("page-faults", "can't be added up", "event=cpu-clock");
            assertThat(page(trace + "/" + form + "?event=page-faults").statusCode())
                    .isEqualTo(200);
        }
        assertThat(page(trace + "/profile.folded?event=page-faults").body()).isEqualTo("pi;leaf_fn 3\n");
        assertThat(page(trace + "/profile.folded?event=cycles").statusCode()).isEqualTo(400);
        assertThat(page(trace + "/profile.perf").body()).contains("cpu-clock", "page-faults");
        assertThat(page(trace + "/profile.html").statusCode()).isEqualTo(200);
        Value summary = get(trace + "/summary");
        assertThat(summary.require("samples").text()).isEqualTo("2");
        assertThat(summary.require("cpuNanos").text()).isEqualTo("10000000");
        Value none = get("/v1/traces/" + send("pi", faults.repeat(3)) + "/summary");
        assertThat(none.require("cpuNanos").text()).isEqualTo("-1");
    }

    @Test
    void perfTextThatFlameScopeFailsOnIsNotServed() throws Exception {
        String trace = "/v1/traces/" + send("pi", SAMPLE.replace("5.5", "5.1") + SAMPLE);
        assertThat(page(trace + "/profile.perf").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = send(HttpRequest.newBuilder(uri(trace + "/profile.perf?from=0.2")));
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("only one sample", "FlameScope");
        assertThat(page(trace + "/profile.perf?from=3").statusCode()).isEqualTo(404);
    }

    @Test
    void timesOfTheWallClockAreTakenAndWideEncodingsNamed() throws Exception {
        String trace = send("pi", TRACE.replace("  5.5", " 1700000000.5"));
        assertThat(get("/v1/traces/" + trace + "/heatmap.json").require("start").text())
                .isEqualTo("1700000000");
        HttpResponse<String> refused = post("/", "pi", ("\uFEFF" + TRACE).getBytes(UTF_16LE));
        assertThat(refused.statusCode()).isEqualTo(415);
        assertThat(refused.body()).contains("UTF-16", "iconv");
    }

    @Test
    void aFormThatWouldNotBeWhatWasAskedForIsRefused() throws Exception {
        String named = "/v1/traces/" + send("pi", CALLS + SAMPLE);
        String nameless = "/v1/traces/" + send("pi", TRACE);
        for (ExportFormat export : ExportFormat.values()) {
            String path = named + "/" + export.file();
            assertProblem(
                    send(HttpRequest.newBuilder(uri(path + "?call=call-7"))),
                    400,
                    "use from, to, invocation, thread, idle, weight");
            assertProblem(
                    send(HttpRequest.newBuilder(uri(path + "?invocation=call-9"))), 404, "use one of call-7, call-8");
        }
        assertProblem(
                send(HttpRequest.newBuilder(uri(nameless + "/profile.folded?invocation=call-7"))),
                404,
                "leave out invocation");
    }
}
