package faastrace.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.store.FileName;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pages of a function and of the invocations of one trace: their keys, widths, colours and times. */
@Timeout(300)
class SelectionInBrowserIT extends PagesInBrowserFixture {
    private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");
    private static final String MANY = FileName.of(BEGIN.plusSeconds(60), "%016x".formatted(2));
    private static final String QUIET = FileName.of(BEGIN.plusSeconds(120), "%016x".formatted(3));
    private static final String RIGHT = "\uE014";
    private static final String UP = "\uE013";
    private static final String DOWN = "\uE015";
    private static final String ESCAPE = "\uE00C";
    private static final String TAB = "\uE004";

    /** Three traces: ten invocations of version one, 40 of version two, and 30 of which there are no samples. */
    @BeforeEach
    void traces() throws Exception {
        write("shop", FileName.of(BEGIN, "%016x".formatted(1)), "one", 10, true);
        write("shop", MANY, "two", 40, true);
        write("quiet", QUIET, "one", 30, false);
        restart(settings());
        waitUntil(() -> get("/v1/functions/shop").contains("\"calls\" : 50"));
        waitUntil(() -> get("/v1/functions/quiet").contains("\"calls\" : 30"));
    }

    /** Each invocation takes a millisecond longer than the one before it. One in 20 tries again, which takes 0.1 s. */
    private void write(String function, String file, String version, int calls, boolean sampled) throws IOException {
        StringBuilder head = new StringBuilder("# faas-trace 1\n# faas-trace meta function=" + function
                + " rate=200 clock=monotonic version=" + version + "\n");
        StringBuilder samples = new StringBuilder();
        for (int i = 0; i < calls; i++) {
            double start = 1000 + i;
            int work = i % 20 == 9 ? 24 : 4;
            double duration = 0.005 * work + 0.001 * (i + 1);
            head.append("# faas-trace invocation id=%s-%d start=%.9f end=%.9f pid=7 tid=8 overlap=0 cpu=%d ready=100\n"
                    .formatted(version, i, start, start + duration, work * 5_000_000L));
            for (int k = 0; sampled && k < work; k++) {
                samples.append("shop 7/8 [000] %.6f: 5000000 cpu-clock:u:\n\t7f %s (/app)\n\t7f main (/app)\n\n"
                        .formatted(start + 0.005 * k + 0.001, k < 4 ? "work" : "retry"));
            }
        }
        Path folder = Files.createDirectories(directory.resolve(function));
        Files.writeString(folder.resolve(file), head.append(samples));
    }

    private String get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path))).body();
    }

    private void openAndWait(String path) {
        open(path);
        browser.await("document.body.dataset.shown");
    }

    @Test
    void theInvocationsOfOneTraceHaveAPageOfTheirOwn() throws Exception {
        open("/traces/shop/" + MANY);
        browser.click("a.many");
        browser.await("document.body.dataset.shown");
        assertThat(browser.shown("#summary")).startsWith("40 invocations: median ");
        assertThat(browser.text("return [...byId('versions').tBodies[0].rows[0].cells].slice(2).map(one =>"
                        + " one.textContent).join(', ')"))
                .isEqualTo("40, 41.0 ms, 60.0 ms, 150.0 ms, 45.5 ms, 25.0 ms, 0.00 ms, 20.5 ms");
        assertThat(browser.shown("#slow")).contains("two-39").doesNotContain("one-");
        browser.click("#slowest5");
        browser.await(
                "document.body.dataset.ready && document.body.dataset.shown && location.search.includes('slowest')");
        assertThat(browser.address()).contains("trace=" + MANY);
        assertThat(browser.shown("#comparedHead")).isEqualTo("The slowest 5 % compared with the rest");
        assertThat(browser.shown("#facts"))
                .startsWith("the rest, 38 invocations, 152 samples · the slowest 5 %, 2 invocations, 48 samples");
        assertThat(browser.shown("#top")).contains("the rest", "the slowest 5 %", "difference");
        assertThat(get("/v1/functions/shop?trace=" + MANY)).contains("\"calls\" : 40");
    }

    @Test
    void aTraceWithFewInvocationsShowsThemAsLanesOnly() throws Exception {
        open("/traces/shop/" + FileName.of(BEGIN, "%016x".formatted(1)));
        assertThat(browser.run("return document.querySelector('a.many').checkVisibility()")
                        .flag())
                .isFalse();
        assertThat(browser.text("return document.querySelectorAll('#lanes button').length"))
                .isEqualTo("10");
        open("/traces/quiet/" + QUIET);
        assertThat(browser.text("return document.querySelectorAll('#lanes button').length"))
                .isEqualTo("30");
        assertThat(browser.text("return page.heat.columns")).isEqualTo("30");
    }

    @Test
    void theKeyboardSelectsSwitchesAndGoesBack() {
        openAndWait("/functions/shop");
        browser.run("byId('map').focus()");
        browser.keys(RIGHT + ESCAPE);
        assertThat(browser.shown("#mapStatus")).isEmpty();
        browser.run("document.querySelector('.skip').focus()");
        int stops = 0;
        while (!browser.run("return document.activeElement === byId('map')").flag()) {
            browser.keys(TAB);
            assertThat(stops++).isLessThan(20);
        }
        // From the cell at the bottom left, up and to the right until the box contains all of version one.
        browser.keys(UP + DOWN);
        browser.keysWithShift(RIGHT.repeat(20) + UP.repeat(40));
        assertThat(browser.shown("#mapStatus")).endsWith(": 10 invocations");
        browser.keys(ENTER);
        browser.await("document.body.dataset.ready && document.body.dataset.shown && location.search.includes('end=')");
        assertThat(browser.shown("#comparedHead")).isEqualTo("The selection, 10 invocations");
        assertThat(browser.text("return view + ' ' + page.all + ' ' + page.tree.name(2)"))
                .isEqualTo("flamegraph 60 main");
        assertThat(functions()).isEqualTo("work 66.7 % retry 33.3 % main 0.00 %");
        assertThat(browser.shown("#top")).contains("20.0 ms", "10.0 ms", "30.0 ms");
        browser.type("#search", "retry");
        browser.run("byId('difference').focus()");
        browser.keys(ENTER);
        browser.await("document.body.dataset.ready && location.search.includes('show=difference')");
        assertThat(browser.shown("#facts"))
                .startsWith("the rest, 40 invocations, 200 samples · the selection, 10 invocations, 60 samples");
        assertThat(browser.text("return byId('search').value")).isEqualTo("retry");
        browser.run("document.activeElement.blur()");
        browser.keys(ESCAPE);
        assertThat(browser.text("return byId('search').value")).isEmpty();
        browser.keys(ESCAPE);
        browser.await("document.body.dataset.shown && !location.search");
        assertThat(browser.run("return byId('compared') === null").flag()).isTrue();
        browser.run("history.back(); return true");
        browser.await("document.body.dataset.ready && location.search.includes('show=difference')");
    }

    @Test
    void theChoiceOfColoursAndOfTheTimeZoneIsValidForAllPages() {
        openAndWait("/functions/shop");
        browser.click("#utc");
        browser.click("#dark");
        String first = "return document.querySelector('%s time').textContent";
        assertThat(browser.text(first.formatted("#versions"))).isEqualTo("2026-01-02 03:04:25");
        for (String path : List.of("/", "/traces/shop/" + MANY, "/functions/shop?slowest=9", "/compare")) {
            browser.open(uri(path).toString());
            browser.await("document.readyState === 'complete'");
            assertThat(browser.text("return document.documentElement.className + ' ' + clock.utc"))
                    .as(path)
                    .isEqualTo("dark true");
        }
        open("/traces/shop/" + MANY);
        assertThat(browser.shown("h1 time")).isEqualTo("2026-01-02 03:05:05 UTC");
        browser.click("#utc");
        browser.click("#dark");
        open("/");
        assertThat(browser.text("return document.documentElement.className + ' ' + clock.utc"))
                .isEqualTo("light false");
        assertThat(browser.run("const time = document.querySelector('table.traces time');"
                                + "return time.textContent === clock.text(new Date(time.dateTime), false)")
                        .flag())
                .isTrue();
    }

    @Test
    void selectedTracesAreShownTogether() {
        open("/?name=shop");
        browser.run("document.querySelectorAll('input[name=t]').forEach(box => box.click())");
        browser.click("#merge");
        browser.await("document.body.dataset.ready && location.pathname.endsWith('/merged')");
        assertThat(browser.shown("#merged")).isEqualTo("The samples of 2 traces, added up.");
        assertThat(browser.shown("#facts")).isEqualTo("260 samples");
        assertThat(browser.shown("#top")).contains("work", "76.9 %", "retry", "23.1 %");
        browser.size(390, 844);
        browser.prefersDark(true);
        assertThat(browser.barriers()).isEmpty();
        assertThat(browser.text("const e = document.documentElement; return e.scrollWidth - e.clientWidth"))
                .isEqualTo("0");
    }

    @Test
    void nobodyIsShutOut() {
        String trace = "/functions/shop?trace=" + MANY;
        for (String path :
                List.of("/functions/shop", "/functions/shop?version=two&against=one", trace, trace + "&low=30000000")) {
            openAndWait(path);
            for (int width : List.of(390, 1280)) {
                boolean dark = width == 390; // the colours do not depend on the width
                browser.size(width, 844);
                browser.prefersDark(dark);
                assertThat(browser.barriers())
                        .as("%s, %s wide, dark %s", path, width, dark)
                        .isEmpty();
                assertThat(browser.text("const e = document.documentElement; return e.scrollWidth - e.clientWidth"))
                        .as("%s, %s wide", path, width)
                        .isEqualTo("0");
            }
            assertThat(browser.text(
                            "const box = byId('versions').parentElement; return box.scrollWidth - box.clientWidth"))
                    .as("the table of versions of %s", path)
                    .isEqualTo("0");
        }
    }

    @Test
    void aViewThatMakesNoSenseIsRefused() throws Exception {
        for (String query : List.of("slowest=0", "slowest=", "slowest=100", "from=-1", "show=all", "from=2&to=1")) {
            assertThat(send(HttpRequest.newBuilder(uri("/functions/shop?" + query)))
                            .statusCode())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(get("/functions/shop?from=-1")).contains("is not a whole number from 0 to ");
        assertThat(send(HttpRequest.newBuilder(uri("/functions/shop?trace=" + QUIET)))
                        .statusCode())
                .isEqualTo(404);
    }
}
