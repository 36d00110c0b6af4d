package faastrace.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.FileName;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.Analyst;
import faastrace.collector.views.Catalogue;
import faastrace.collector.views.Listing;
import faastrace.collector.views.Pictures;
import faastrace.collector.views.Summaries;
import faastrace.collector.views.TraceOrder;
import faastrace.collector.views.TraceQuery;
import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.pages.ListPage;
import faastrace.pages.PageLinks;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks that sorted lists contain all traces, or state how many are missing. */
@Timeout(300)
class OrdersIT extends PageFixture {
    private static final int MANY = 5000;
    private static final int VIEWED = 186;
    private static final int AT_ONCE = 16;
    private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");

    @Override
    Settings settings() {
        return super.settings().withoutSync();
    }

    @Test
    void theSlowestOfFiveThousandComesFirstThoughNobodyLookedAtIt() throws Exception {
        List<String> sent = sendMany();
        for (int i = 0; i < VIEWED; i++) {
            get("/v1/traces/" + sent.get(i * 20) + "/summary");
        }
        String slow = send("pi", trace(9500, 1));
        String now = page("/?order=slowest").body();
        assertThat(firstOf(now).equals(slow) || waiting(now) > 0)
                .as("it comes first, or the page says what is missing")
                .isTrue();
        String page = awaitOrder("slowest");
        assertThat(firstOf(page)).isEqualTo(slow);
        assertThat(page).contains("5\u2009001 traces", "slowest 9.50 s", "Page 1 of 101");
        assertThat(firstOf(page("/?order=samples").body())).isNotEqualTo(slow);
        assertThat(get("/v1/traces?order=slowest&limit=1")
                        .require("traces")
                        .items()
                        .get(0)
                        .require("url")
                        .text())
                .isEqualTo("/v1/traces/" + slow);
    }

    @Test
    void anOrderSaysExactlyHowManyTracesItDoesNotCover() throws Exception {
        collector.close();
        for (int i = 0; i < 120; i++) {
            put(i % 2 == 0 ? "even" : "odd", i, trace(i, 1 + i % 7));
        }
        try (TraceFolder folder = TraceFolder.open(directory, false);
                Analyst analyst = new Analyst(folder)) {
            Pictures pictures = new Pictures(folder, analyst);
            folder.inventory().awaitFresh();
            for (int i = 0; i < 30; i++) {
                Path one = directory.resolve(i % 2 == 0 ? "even" : "odd").resolve(file(i));
                pictures.get(one, DerivedFile.Kind.summary2, Analyst.Urgency.soon)
                        .get();
            }
            for (String order : List.of("slowest", "samples", "longest")) {
                ListPage.Found all = found(folder, pictures, "", "", order);
                assertThat(List.of(all.waiting(), all.unreadable(), all.traceCount()))
                        .as(order)
                        .containsExactly(90L, 0L, 120L);
                assertThat(found(folder, pictures, "odd", "", order).waiting()).isEqualTo(45);
                assertThat(found(folder, pictures, "", "EVE", order).waiting()).isEqualTo(45);
            }
            for (String order : List.of("newest", "oldest", "largest")) {
                assertThat(found(folder, pictures, "", "", order).waiting()).isZero();
            }
            TraceQuery query = new TraceQuery(
                    Optional.of("odd"),
                    Optional.of(BEGIN.plusSeconds(20)),
                    Optional.empty(),
                    Optional.empty(),
                    TraceOrder.slowest,
                    10,
                    Optional.empty());
            Listing.Page page = Listing.read(folder, pictures, query);
            assertThat(page.coverage().waiting()).isEqualTo(45);
            assertThat(page.traces().get(0).file()).isEqualTo(file(29));
        }
    }

    @Test
    void tracesAreCountedAfterARestartAndWhenOthersPutThemThere() throws Exception {
        collector.close();
        put("pi", 1, trace(200, 1));
        start(settings());
        awaitOrder("slowest");
        assertThat(firstOf(page("/?order=slowest").body())).isEqualTo("pi/" + file(1));
        Files.writeString(directory.resolve("pi/by-hand.perf"), trace(300, 1));
        assertThat(firstOf(awaitOrder("slowest"))).isEqualTo("pi/by-hand.perf");
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.writeString(other.resolve(file(7)), trace(400, 1));
        assertThat(firstOf(awaitOrder("slowest"))).isEqualTo("other/" + file(7));
        restart(settings());
        assertThat(firstOf(awaitOrder("slowest"))).isEqualTo("other/" + file(7));
    }

    @Test
    void unreadableTracesNeverBlockAnOrder() throws Exception {
        collector.close();
        put("pi", 1, "");
        put("pi", 2, "no trace at all");
        Files.write(directory.resolve("pi").resolve(file(3)), new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2, 3});
        Files.createDirectory(directory.resolve("pi").resolve(file(4)));
        Files.createSymbolicLink(directory.resolve("pi").resolve(file(5)), Path.of("/dev/zero"));
        put("pi", 6, trace(100, 1));
        put("pi", 7, trace(700, 1));
        start(settings());
        String page = awaitOrder("slowest");
        assertThat(firstOf(page)).isEqualTo("pi/" + file(7));
        assertThat(page).contains("5 traces");
        Files.delete(directory.resolve("pi").resolve(file(7)));
        assertThat(firstOf(awaitOrder("slowest"))).isEqualTo("pi/" + file(6));
    }

    @Test
    void aTraceThatTakesTooLongIsLeftOutAndThePageSaysSo() throws Exception {
        collector.close();
        put("pi", 1, trace(100, 1));
        try (TraceFolder folder = TraceFolder.open(directory, false);
                Analyst analyst = new Analyst(folder, java.time.Duration.ofNanos(-1), Long.MAX_VALUE)) {
            Pictures pictures = new Pictures(folder, analyst);
            folder.inventory().awaitFresh();
            try (Summaries summaries = new Summaries(folder, pictures, () -> false)) {
                summaries.start();
                waitUntil(() -> found(folder, pictures, "", "", "slowest").unreadable() == 1);
            }
            assertThat(found(folder, pictures, "", "", "slowest").waiting()).isZero();
            ListPage.Asked asked = new ListPage.Asked("", "", "slowest", 1, "");
            assertThat(ListPage.of(asked, Catalogue.read(folder, pictures, asked), BEGIN, PageLinks.at(0, false)))
                    .contains("1 trace is not sorted", "To count a trace’s samples, open the trace");
        }
    }

    @Test
    void aTraceThatTakesTooMuchMemoryIsCountedOnceSomebodyAsksForIt() throws Exception {
        collector.close();
        put("pi", 1, trace(100, 20_000));
        put("pi", 2, trace(50, 1));
        try (TraceFolder folder = TraceFolder.open(directory, false);
                Analyst analyst = new Analyst(folder, java.time.Duration.ofSeconds(60), 500_000)) {
            Pictures pictures = new Pictures(folder, analyst);
            folder.inventory().awaitFresh();
            try (Summaries summaries = new Summaries(folder, pictures, () -> false)) {
                summaries.start();
                waitUntil(() -> found(folder, pictures, "", "", "slowest").waiting() == 0);
            }
            ListPage.Found before = found(folder, pictures, "", "", "slowest");
            assertThat(before.unreadable()).isEqualTo(1);
            assertThat(before.traces().get(0).file()).isEqualTo(file(2));
            Path large = directory.resolve("pi").resolve(file(1));
            pictures.get(large, DerivedFile.Kind.profile3, Analyst.Urgency.now).get();
            ListPage.Found after = found(folder, pictures, "", "", "slowest");
            assertThat(after.unreadable()).isZero();
            assertThat(after.traces().get(0).file()).isEqualTo(file(1));
        }
    }

    @Test
    void everyOrderCanBePagedThroughToItsEnd() throws Exception {
        for (int i = 0; i < 23; i++) {
            send(i % 3 == 0 ? "a" : "b", trace(1 + i * 37 % 23, 1 + i * 5 % 4));
        }
        awaitOrder("slowest");
        for (String order : List.of("newest", "oldest", "slowest", "samples", "longest", "largest")) {
            List<String> found = new ArrayList<>();
            String next = "/v1/traces?limit=4&order=" + order;
            while (next != null) {
                Value page = get(next);
                page.require("traces")
                        .items()
                        .forEach(one -> found.add(one.require("url").text()));
                next = page.find("next").map(Value::text).orElse(null);
            }
            assertThat(found).as(order).hasSize(23).doesNotHaveDuplicates();
            if (order.equals("slowest")) {
                List<Long> keys = new ArrayList<>();
                for (String url : found) {
                    keys.add(Long.parseLong(
                            get(url + "/summary").require("slowestNanos").text()));
                }
                assertThat(keys).isSortedAccordingTo(Comparator.reverseOrder());
            }
        }
        Value page = get("/v1/traces?order=samples");
        assertThat(page.require("waiting").text() + page.require("unreadable").text())
                .isEqualTo("00");
        assertProblem(send(HttpRequest.newBuilder(uri("/v1/traces?order=best"))), 400, "slowest");
        assertProblem(send(HttpRequest.newBuilder(uri("/v1/traces?order=slowest&after=1/a/b"))), 400, "next");
    }

    @Test
    void aDeletedTraceIsGoneFromEveryListAtOnce() throws Exception {
        String slow = send("pi", trace(900, 1));
        String quick = send("pi", trace(1, 1));
        awaitOrder("slowest");
        assertThat(send(HttpRequest.newBuilder(uri("/v1/traces/" + slow)).DELETE())
                        .statusCode())
                .isEqualTo(204);
        assertThat(firstOf(page("/?order=slowest").body())).isEqualTo(quick);
        assertThat(page("/").body()).contains("1 trace<").doesNotContain(slow);
        assertThat(list("")).hasSize(1);
    }

    private static ListPage.Found found(TraceFolder folder, Pictures pictures, String name, String search, String order)
            throws IOException {
        return Catalogue.read(folder, pictures, new ListPage.Asked(search, name, order, 1, ""));
    }

    /** The page with the list in this order. Waits until all traces are sorted. */
    private String awaitOrder(String order) throws Exception {
        String page = page("/?order=" + order).body();
        for (int i = 0; i < 2000 && waiting(page) > 0; i++) {
            Thread.sleep(50);
            page = page("/?order=" + order).body();
        }
        assertThat(waiting(page)).isZero();
        return page;
    }

    /** The number of traces that a page reports as not yet sorted. */
    private static long waiting(String page) {
        return Pattern.compile(">([0-9\u2009]+) traces? (?:is|are) not sorted yet")
                .matcher(page)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1).replace("\u2009", "")))
                .findFirst()
                .orElse(0);
    }

    private static String firstOf(String page) {
        return Pattern.compile("data-trace=\"([^\"]+)\"")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElse("");
    }

    private List<String> sendMany() throws Exception {
        Semaphore free = new Semaphore(AT_ONCE);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            free.acquire();
            HttpRequest request = request("/", "pi")
                    .POST(HttpRequest.BodyPublishers.ofString(trace(1 + i % 90, 2)))
                    .build();
            answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString(UTF_8))
                    .whenComplete((answer, failure) -> free.release()));
        }
        List<String> sent = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            sent.add(Json.read("answer", answer.get().body())
                    .require("url")
                    .text()
                    .substring("/v1/traces/".length()));
        }
        return sent;
    }

    /** A trace with one invocation that took this many milliseconds. */
    private static String trace(long millis, int samples) {
        String end = "%d.%03d".formatted(5 + millis / 1000, millis % 1000);
        StringBuilder text = new StringBuilder("# faas-trace 1\n# faas-trace invocation id=call-1 start=5.0 end=" + end
                + " pid=12 tid=13 overlap=0\n");
        for (int i = 0; i < samples; i++) {
            text.append(SAMPLE.replace("5.500000", "5.5%05d".formatted(i)));
        }
        return text.toString();
    }

    private static String file(int second) {
        return FileName.of(BEGIN.plusSeconds(second), "%016x".formatted(second));
    }

    private void put(String name, int second, String text) throws IOException {
        Files.writeString(Files.createDirectories(directory.resolve(name)).resolve(file(second)), text);
    }
}
