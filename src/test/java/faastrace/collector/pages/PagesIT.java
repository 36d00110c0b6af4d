package faastrace.collector.pages;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.store.FileName;
import faastrace.collector.views.ExportFormat;
import faastrace.document.Value;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the pages, and the resources that they load, without a browser. */
class PagesIT extends PageFixture {
    static final String HOSTILE = "<script>alert(1)</script>\"'&";

    private static final String CALLS = "# faas-trace 1\n# faas-trace meta function=pi language=c rate=200 cpu="
            + "%3Cb%3EXeon\n"
            + "# faas-trace invocation id=call-7 start=5.4 end=5.6 pid=12 tid=13 overlap=0\n"
            + "# faas-trace invocation id=call-8 start=5.6 end=6.4 pid=12 tid=13 overlap=0\n";

    @Test
    void whoHasNoTracesIsToldHowToSendOne() throws Exception {
        HttpResponse<String> page = page("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("No traces yet", "sleep 5\nperf script", "curl -X POST")
                .doesNotContain("<table");
    }

    @Test
    void aPageMayTakeNothingFromElsewhereAndHoldsNoScriptOfItsOwn() throws Exception {
        String trace = send("pi", TRACE);
        for (String path :
                List.of("/", "/traces/" + trace, "/compare?t=" + trace + "&t=" + trace, "/sign-in", "/nowhere")) {
            HttpResponse<String> page = page(path);
            assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(page.body()).doesNotContain("http:", "https:", "style=", " onclick");
            assertThat(page.body()).doesNotContainPattern("<script(?! defer=\"\" src=\"(?:[.]/|(?:[.][.]/)+)assets/)");
            Matcher assets = Pattern.compile("(?<=[.])/assets/[^\"]+").matcher(page.body());
            while (assets.find()) {
                assertThat(page(assets.group()).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void whatTracesAndSendersSayIsTextAndNothingElse() throws Exception {
        String text = "# faas-trace 1\n# faas-trace meta function=%3Cscript%3Ealert(2)%3C/script%3E language=%22x%27\n"
                + SAMPLE.replace("leaf_fn", HOSTILE);
        String trace = send(HOSTILE, text);
        assertThat(get("/v1/traces/" + trace + "/summary").require("hottest").text())
                .contains("<script>");
        for (String path : List.of(
                "/",
                "/?q=%3Cscript%3E",
                "/?name=" + encoded(HOSTILE),
                "/traces/" + trace,
                "/traces/" + trace + "/row",
                "/compare?t=" + trace + "&t=" + trace,
                "/sign-in?to=%22%3E%3Cscript%3E",
                "/traces/x/%3Cscript%3E")) {
            assertThat(page(path).body()).as(path).doesNotContain("<script>", "'x'", "=\"x'");
        }
        assertThat(page("/").body()).contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;");
        HttpResponse<String> file = page("/v1/traces/" + trace + "/profile.html");
        assertThat(file.headers().firstValue("Content-Disposition").orElse("")).startsWith("attachment");
        assertThat(file.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("sandbox");
    }

    @Test
    void theListSaysWhatEachTraceHolds() throws Exception {
        String trace = send(
                "pi", CALLS + SAMPLE + SAMPLE.replace("5.500000", "6.000000").repeat(2));
        String row = page("/traces/" + trace + "/row").body();
        assertThat(row)
                .contains("500 ms", "3 samples", "slowest 800 ms", "leaf_fn", "100 % · c · &lt;b&gt;Xeon", "<svg")
                .contains("href=\"./traces/" + trace + "\"");
        assertThat(page("/").body()).contains("data-counted=\"yes\"", "leaf_fn");
        Value summary = get("/v1/traces/" + trace + "/summary");
        assertThat(summary.require("cpuNanos").text()).isEqualTo("15000000");
        assertThat(summary.require("course").texts())
                .hasSize(48)
                .startsWith("1")
                .endsWith("2");
    }

    @Test
    void tenThousandTracesAreFoundPageByPage() throws Exception {
        Instant begin = Instant.parse("2026-01-01T00:00:00Z");
        for (String name : List.of("alpha", "beta")) {
            Files.createDirectories(directory.resolve(name));
        }
        for (int i = 0; i < 10_000; i++) {
            Path folder = directory.resolve(i % 10 == 0 ? "beta" : "alpha");
            Files.createFile(folder.resolve(FileName.of(begin.plus(i, ChronoUnit.SECONDS))));
        }
        String first = page("/").body();
        assertThat(first).contains("2 functions", "10\u2009000 traces", "Page 1 of 200", "2026-01-01 02:46:39");
        assertThat(first.split("data-trace=")).hasSize(51);
        assertThat(page("/?page=200").body()).contains("Page 200 of 200", "2026-01-01 00:00:00");
        assertThat(page("/?order=oldest").body()).contains("2026-01-01 00:00:00");
        assertThat(page("/?q=BET").body())
                .contains("1\u2009000 traces", "Page 1 of 20")
                .doesNotContain(">alpha<");
        assertThat(page("/?name=alpha&page=180").body()).contains("9\u2009000 traces", "Page 180 of 180");
        assertThat(page("/?page=99999999999999").body()).contains("Page 200 of 200");
        assertThat(page("/?page=999999999").body()).contains("Page 200 of 200", "2026-01-01 00:00:00");
    }

    @Test
    void theSlowestInvocationComesFirstWhereThatIsAsked() throws Exception {
        String slow = send("pi", CALLS + SAMPLE);
        String quick = send("pi", CALLS.replace("6.4", "5.7") + SAMPLE);
        page("/traces/" + slow + "/row");
        page("/traces/" + quick + "/row");
        String page = page("/?order=slowest").body();
        assertThat(page.indexOf(slow)).isPositive().isLessThan(page.indexOf(quick));
    }

    @Test
    void aCallIsFoundByItsIdAndItsLinkShowsIt() throws Exception {
        String trace = send("pi", CALLS + SAMPLE);
        send("other", TRACE);
        assertThat(page("/?q=call-7").body())
                .contains("1 trace with call id call-7", "href=\"./traces/" + trace + "#invocation=call-7\"");
        assertThat(page("/?q=call-9").body()).contains("No function or trace matches this name or call id");
    }

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

    @Test
    void errorsArePagesForBrowsersAndProblemsForPrograms() throws Exception {
        assertThat(page("/traces/pi/none.perf.gz").body()).contains("<h1>There is no such trace</h1>");
        assertProblem(send(HttpRequest.newBuilder(uri("/traces/pi/none.perf.gz"))), 404, "/v1/traces");
    }

    @Test
    void withTokensABrowserSignsInOnceAndOnlyForReading(@TempDir Path other) throws Exception {
        Path tokens = Files.writeString(other.resolve("tokens"), "s3cret\n");
        String trace = send("pi", TRACE);
        restart(settings().withTokens(tokens));
        HttpResponse<String> turned = page("/traces/" + trace + "?x=1");
        assertThat(turned.statusCode()).isEqualTo(303);
        assertThat(turned.headers().firstValue("Location"))
                .contains("../../sign-in?to=%2Ftraces%2F" + trace.replace("/", "%2F") + "%3Fx%3D1");
        assertThat(send(HttpRequest.newBuilder(uri("/v1/traces/" + trace))).statusCode())
                .isEqualTo(401);
        assertThat(signIn("wrong", "/").statusCode()).isEqualTo(403);
        HttpResponse<String> in = signIn("s3cret", "/traces/" + trace);
        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(in.headers().firstValue("Location")).contains("./traces/" + trace);
        String cookie = in.headers().firstValue("Set-Cookie").orElse("");
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain("s3cret");
        String sent = cookie.substring(0, cookie.indexOf(';'));
        assertThat(with(sent, "/").GET().build())
                .satisfies(request -> assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                                .body())
                        .contains("Sign out"));
        assertThat(send(with(sent, "/v1/traces/" + trace).DELETE()).statusCode())
                .isEqualTo(401);
        assertThat(send(with(sent, "/v1/traces/" + trace)
                                .header("Sec-Fetch-Site", "cross-site")
                                .DELETE())
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(with(sent, "/v1/traces/" + trace)
                                .header("Sec-Fetch-Site", "same-origin")
                                .DELETE())
                        .statusCode())
                .isEqualTo(204);
        assertThat(signIn("s3cret", "//evil.example/").headers().firstValue("Location"))
                .contains("./");
        assertThat(signIn("s3cret", "https://evil.example/").headers().firstValue("Location"))
                .contains("./");
    }

    @Test
    void anotherSitesPageDeletesNothing() throws Exception {
        String trace = send("pi", TRACE);
        for (String site : List.of("cross-site", "same-site", "none")) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri("/v1/traces/" + trace));
            assertThat(send(request.header("Sec-Fetch-Site", site).DELETE()).statusCode())
                    .isEqualTo(403);
        }
        HttpRequest.Builder old = HttpRequest.newBuilder(uri("/v1/traces/" + trace));
        assertThat(send(old.header("Origin", "http://evil.example").DELETE()).statusCode())
                .isEqualTo(403);
        assertThat(send(HttpRequest.newBuilder(uri("/v1/traces/" + trace)).DELETE())
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void onlyTwoTracesAreCompared() throws Exception {
        String trace = send("pi", TRACE);
        assertThat(page("/compare").body()).contains("Select two traces");
        assertThat(page("/compare?t=" + trace).body()).contains("Select two traces");
        assertThat(page("/compare?t=" + trace + "&t=../x").statusCode()).isEqualTo(404);
        assertThat(page("/compare?t=" + trace + "&t=" + trace).body()).contains("id=\"before\"", "id=\"after\"");
    }

    @Test
    void beforeIsTheOlderTraceUnlessTheAddressSaysOtherwise() throws Exception {
        String older = put("pi", Instant.parse("2026-01-02T03:04:05.100Z"));
        String newer = put("pi", Instant.parse("2026-01-02T03:06:05.100Z"));
        for (String address : List.of(
                "/compare?t=" + older + "&t=" + newer,
                "/compare?t=" + newer + "&t=" + older,
                "/compare?before=" + older + "&after=" + newer)) {
            String page = page(address).body();
            assertThat(sides(page)).as(address).containsExactly(older, newer);
            assertThat(page)
                    .contains("“Before” is the older trace. “After” was received 2.0 min later.")
                    .contains("2026-01-02 03:04:05 UTC", "2026-01-02 03:06:05 UTC")
                    .contains("compare?before=" + newer + "&amp;after=" + older);
        }
        String turned = page("/compare?before=" + newer + "&after=" + older).body();
        assertThat(sides(turned)).containsExactly(newer, older);
        assertThat(turned).contains("“Before” is the newer trace, as the URL requests", "2.0 min earlier");
    }

    @Test
    void tracesOfOneSecondAreToldApart() throws Exception {
        String one = put("pi", Instant.parse("2026-01-02T03:04:05.100Z"));
        String other = put("pi", Instant.parse("2026-01-02T03:04:05.900Z"));
        String same = put("other", Instant.parse("2026-01-02T03:04:05.900Z"));
        String page = page("/compare?t=" + other + "&t=" + one).body();
        assertThat(sides(page)).containsExactly(one, other);
        assertThat(page).contains("03:04:05.100 UTC", "03:04:05.900 UTC", "800 ms later");
        assertThat(page("/compare?t=" + other + "&t=" + same).body()).contains("received at the same time");
        assertThat(sides(page("/compare?t=" + other + "&t=" + same).body()))
                .isEqualTo(sides(page("/compare?t=" + same + "&t=" + other).body()));
        assertThat(page("/compare?t=" + one + "&t=" + one).body()).contains("Both sides show the same trace");
        assertThat(page("/compare?before=" + one).body()).contains("Select two traces");
    }

    /** The paths of the two traces on a comparison page: first the "before" trace, then the "after" trace. */
    private static List<String> sides(String page) {
        return Pattern.compile("id=\"(?:before|after)\" data-trace=\"[./]*v1/traces/([^\"]+)\"")
                .matcher(page)
                .results()
                .map(side -> side.group(1))
                .toList();
    }

    /** Writes a trace to the folder as if it had been received at the given time. */
    private String put(String name, Instant time) throws Exception {
        String file = FileName.of(time);
        Files.writeString(Files.createDirectories(directory.resolve(name)).resolve(file), TRACE);
        return name + "/" + file;
    }

    private HttpResponse<String> signIn(String token, String to) throws Exception {
        return send(HttpRequest.newBuilder(uri("/sign-in"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("token=" + token + "&to=" + encoded(to))));
    }

    private HttpRequest.Builder with(String cookie, String path) {
        return HttpRequest.newBuilder(uri(path)).header("Cookie", cookie).header("Accept", "text/html");
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, UTF_8);
    }
}
