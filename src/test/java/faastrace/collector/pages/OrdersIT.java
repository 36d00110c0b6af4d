package faastrace.collector.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.document.Json;
import faastrace.document.Value;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks that sorted lists contain all traces, or state how many are missing. */
@Timeout(300)
class OrdersIT extends OrdersFixture {
    private static final int MANY = 5000;
    private static final int VIEWED = 186;
    private static final int AT_ONCE = 16;

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
}
