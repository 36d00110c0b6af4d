package faastrace.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.store.FileName;
import faastrace.document.Value;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks the flame graph of several traces. */
class MergedTracesIT extends PageFixture {
    private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");

    /** Three traces without invocations and one with an invocation, which have 1, 2, 4 and 8 samples. */
    @BeforeEach
    void traces() throws Exception {
        write("pi", 0, "# faas-trace meta version=one\n", 1);
        write("pi", 1, "# faas-trace meta version=two\n", 2);
        write("pi", 2, "# faas-trace meta version=two\n", 4);
        write("pi", 3, "# faas-trace meta rate=200\n# faas-trace invocation id=a start=1.0 end=1.001\n", 8);
        write("other", 0, "", 16);
        restart(settings());
    }

    private void write(String function, int second, String head, int samples) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(function));
        Files.writeString(
                folder.resolve(file(second)),
                "# faas-trace 1\n" + head
                        + "pi 7/7 [000] 1.000500: 5000000 cpu-clock:u:\n\t7f work (/pi)\n\t7f main (/pi)\n\n"
                                .repeat(samples));
    }

    private static String file(int second) {
        return FileName.of(BEGIN.plusSeconds(second), "%016x".formatted(second));
    }

    private static long millis(int second) {
        return BEGIN.plusSeconds(second).toEpochMilli();
    }

    private void holds(String query, int samples, String title) throws Exception {
        Value data = get("/v1/merged.json?" + query);
        assertThat(data.require("total").number(0, 100)).as(query).isEqualTo(samples);
        assertThat(data.require("meta").require("selection").text()).as(query).isEqualTo(title);
        assertThat(data.require("invocations").items()).isEmpty();
        assertThat(data.require("timed").flag()).isFalse();
        assertThat(page("/merged?" + query).statusCode()).isEqualTo(200);
    }

    @Test
    void anySetOfTracesIsAddedUp() throws Exception {
        holds("name=pi", 15, "4 traces");
        holds("name=pi&version=two", 6, "2 traces");
        holds("name=pi&from=" + millis(1) + "&to=" + millis(3), 6, "2 traces");
        holds("name=pi&version=two&from=" + millis(2), 4, "1 trace");
        holds("name=pi&version=", 8, "1 trace");
        holds("name=pi&version=three", 0, "0 traces");
        holds("t=pi/" + file(0) + "&t=other/" + file(0), 17, "2 traces");
        holds("t=pi/" + file(3) + "&t=pi/" + file(3), 8, "1 trace");
    }

    @Test
    void thePageNamesItsTraces() throws Exception {
        assertThat(page("/merged?name=pi&version=%3Cb%3Etwo").body())
                .contains("pi: all samples of version &lt;b&gt;two")
                .doesNotContain("<b>");
        assertThat(page("/merged?t=pi/" + file(0) + "&t=other/" + file(0)).body())
                .contains("All samples of 2 traces", "traces/pi/" + file(0), "traces/other/" + file(0));
        assertThat(page("/?name=pi").body()).contains("merged?name=pi\"");
        assertThat(page("/functions/pi").body()).contains("merged?name=pi\"");
    }

    @Test
    void aQueryThatMakesNoSenseIsRefused() throws Exception {
        for (String query : List.of(
                "?name=",
                "?name=pi&t=pi/" + file(0),
                "?name=pi&from=-1",
                "?name=pi&to=x",
                "?name=pi&from=3&to=2",
                "?name=pi&name=other",
                "?id=3")) {
            for (String path : List.of("/merged", "/v1/merged.json")) {
                assertThat(page(path + query).statusCode()).as(path + query).isEqualTo(400);
            }
        }
        assertThat(page("/v1/merged.json").statusCode()).isEqualTo(400);
        assertThat(page("/merged").body()).contains("press “Show together”");
        String many = "?t=pi/x" + "&t=pi/x".repeat(100);
        assertThat(page("/v1/merged.json" + many).body()).contains("the query names 101 traces");
        assertThat(page("/v1/merged.json?name=nobody").statusCode()).isEqualTo(404);
        assertThat(page("/merged?name=nobody").statusCode()).isEqualTo(404);
        assertThat(page("/v1/merged.json?t=../x").statusCode()).isEqualTo(404);
        assertThat(page("/v1/merged.json?t=pi/gone.perf.gz").statusCode()).isEqualTo(404);
    }

    @Test
    void aSelectionThatMakesNoSenseIsRefused() throws Exception {
        for (String query : List.of(
                "low=5&high=5",
                "begin=2&end=1",
                "from=2&to=1",
                "slowest=0",
                "slowest=5&slowest=6",
                "low=-1",
                "show=x")) {
            assertThat(page("/functions/pi?" + query).statusCode()).as(query).isEqualTo(400);
        }
        for (String name : List.of("comparison", "profile")) {
            String path = "/v1/functions/pi/" + name + ".json?";
            assertThat(page(path + "low=5&high=5").statusCode()).as(name).isEqualTo(400);
            HttpResponse<String> unknown = page(path + "version=v9");
            assertThat(unknown.statusCode()).as(name).isEqualTo(404);
            assertThat(unknown.body()).contains("no invocation in this range has version v9");
        }
        assertThat(page("/v1/functions/pi/comparison.json?slowest=5&against=v9").body())
                .contains("no invocation in this range has version v9");
    }
}
