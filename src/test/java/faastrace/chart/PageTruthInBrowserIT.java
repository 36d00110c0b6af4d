package faastrace.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests in a real browser what pages show if there are no samples, too many, or several events. */
class PageTruthInBrowserIT extends PageBrowserFixture {
    private static final String HEAD = "# faas-trace 1\n# faas-trace meta function=pi rate=200\n"
            + "# faas-trace invocation id=idle start=8.25 end=8.2532 pid=7 tid=8 overlap=0\n"
            + "# faas-trace invocation id=late start=12.1 end=13.4 pid=7 tid=8 overlap=0\n"
            + "# faas-trace invocation id=busy start=10.0 end=10.5 pid=7 tid=8 overlap=0\n";
    private static final String BODY = Traces.sample("10.1", "f", "main") + Traces.sample("10.7", "g", "main");
    private static final String FAULTS = (Traces.sample("10.2", "h", "main").repeat(3)
                    + Traces.sample("10.8", "h", "main"))
            .replace("cpu-clock:u", "page-faults");

    @Test
    void aCallWithoutSamplesIsDescribedAndFramedOnTheMap() throws IOException {
        open(heatMap(HEAD + BODY), "#invocation=idle");
        assertThat(browser.shown("#empty"))
                .isEqualTo("Invocation idle has no samples. It took 3.20 ms, and each of its threads used less"
                        + " CPU time than one sampling period, 5.00 ms at 200 Hz. It ran from -1.750 to -1.747 s,"
                        + " framed in the heat map.");
        assertThat(browser.text("return page.heat.first + ' ' + page.heat.columns"))
                .isEqualTo("-2 6");
        assertThat(framed()).isEqualTo("true");
        assertThat(browser.run("return byId('flame').checkVisibility()").flag()).isFalse();
        assertThat(browser.shown("#scale")).contains("other samples");
        assertThat(browser.text("return page.heat.others.reduce((sum, one) => sum + one, 0)"))
                .isEqualTo("2");
        browser.run("change({invocation: 'late'})");
        assertThat(browser.shown("#empty")).contains("It took 1300.0 ms", "It ran from 2.100 to 3.400 s, framed");
        assertThat(framed()).isEqualTo("true");
        assertThat(browser.text("return page.heat.first + ' ' + page.heat.columns"))
                .isEqualTo("-2 6");
        browser.run("change({invocation: 'busy'})");
        assertThat(browser.shown("#empty")).isEmpty();
        assertThat(browser.run("return byId('flame').checkVisibility()").flag()).isTrue();
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void theTableOfCallsSaysLessThanOnePeriod() throws IOException {
        open(heatMap(HEAD + BODY), "");
        assertThat(calls()).contains("idle -1.750 s 3.20 ms 0 < 5.00 ms", "busy 0.000 s 500.0 ms 1 5.00 ms");
        open(heatMap(HEAD + BODY + "what is this\n"), "");
        assertThat(calls()).contains("idle -1.750 s 3.20 ms 0 unknown");
    }

    @Test
    void whateverTakesNoSampleIsNamed() throws IOException {
        open(heatMap(HEAD + BODY), "#from=0.2&to=0.3");
        assertThat(browser.shown("#empty"))
                .isEqualTo("None of the trace’s 2 samples is in the selection: 0.2 to 0.3 s.");
        open(heatMap(HEAD + BODY), "#invocation=busy&from=0.5");
        assertThat(browser.shown("#empty"))
                .isEqualTo("Invocation busy has 1 sample, but none is in the selection: 0.5 to end s.");
        open(heatMap(HEAD + BODY), "#thread=7/99");
        assertThat(browser.shown("#empty"))
                .isEqualTo("None of the trace’s 2 samples is in the selection: thread 7/99.");
        open(heatMap(HEAD + BODY), "#from=2&to=1");
        assertThat(browser.shown("#empty")).isEqualTo("The range ends before it begins.");
        open(heatMap(HEAD + BODY), "#invocation=nobody");
        assertThat(browser.shown("#empty")).isEqualTo("This trace has no invocation nobody.");
        open(heatMap(HEAD), "");
        assertThat(browser.shown("#empty")).isEqualTo("This trace contains no samples.");
        open(heatMap(HEAD), "#invocation=late");
        assertThat(browser.shown("#empty")).contains("It ran from 4.100 to 5.400 s, framed in the heat map.");
    }

    @Test
    void aPageOfOneCallWithoutSamplesDescribesIt() throws IOException {
        Trace trace = Traces.of(HEAD + BODY);
        open(page(out -> Page.heatMap("x", trace, Selection.ALL.ofInvocation("late"), out)), "");
        assertThat(browser.shown("#empty")).contains("Invocation late has no samples. It took 1300.0 ms");
        assertThat(framed()).isEqualTo("true");
        assertThat(browser.shown("#facts")).startsWith("0 samples · only invocation late");
        open(page(out -> Page.flameGraph("x", trace, Selection.ALL.ofInvocation("late"), out)), "");
        assertThat(browser.shown("#empty")).contains("It took 1300.0 ms").doesNotContain("map");
        Selection range = Selection.ALL.within(11_000_000_000L, 11_500_000_000L);
        open(page(out -> Page.heatMap("x", trace, range, out)), "");
        assertThat(browser.shown("#empty"))
                .isEqualTo("None of the trace’s 2 samples is on this page, which contains only from 1 s, to 1.5 s.");
    }

    @Test
    void aPageOfARangeDoesNotTellWhatCallsTookBesideIt() throws IOException {
        Trace trace = Traces.of(HEAD + BODY);
        Selection range = Selection.ALL.within(10_600_000_000L, 11_500_000_000L);
        open(page(out -> Page.heatMap("x", trace, range, out)), "#invocation=busy");
        assertThat(browser.shown("#empty"))
                .isEqualTo("This page has no samples of invocation busy. It contains only from 0.6 s, to 1.5 s.");
        assertThat(calls()).contains("busy 0.000 s 500.0 ms 0 unknown");
    }

    @Test
    void aComparisonWithNothingSaysWhichSideAndShowsNoDifference() throws IOException {
        Trace trace = Traces.of(HEAD + BODY);
        Differential differential = Differential.of(trace, Selection.ALL.ofInvocation("idle"), trace, Selection.ALL);
        open(page(out -> Page.comparison("x", List.of("a", "b"), differential, out)), "");
        assertThat(browser.shown("#empty"))
                .startsWith("Before: Invocation idle has no samples. It took 3.20 ms")
                .endsWith("There is nothing to compare.");
        assertThat(browser.run("return byId('flame').checkVisibility() || byId('top').checkVisibility()")
                        .flag())
                .isFalse();
    }

    @Test
    void ticksStandWhereTheirTimeIs() throws IOException {
        open(heatMap(HEAD + BODY), "");
        for (int rows : List.of(10, 20, 25, 50, 100)) {
            browser.run("change({rows: arguments[0]})", String.valueOf(rows));
            String ticks = browser.text(
                    "const h = page.heat; return h.ticksUp().map(t => t.text + ' ' + t.y / (h.rows * h.high)).join(', ')");
            assertThat(ticks).isEqualTo("0 ms 1, 250 ms 0.75, 500 ms 0.5, 750 ms 0.25, 1000 ms 0");
        }
        for (int width : List.of(320, 390, 777, 1200)) {
            browser.size(width, 900);
            for (int columns : List.of(1, 2, 7, 61, 359, 3600, 40_000, 100_000)) {
                String wrong = browser.text(
                        "const h = page.heat; h.count([], [], 50, arguments[1], arguments[0]); h.draw();"
                                + "const of = text => { const p = h.canvas.getContext('2d'); p.font = '11px system-ui, sans-serif';"
                                + "  return p.measureText(text).width; };"
                                + "const ticks = h.ticksAlong(of);"
                                + "return (ticks.length ? '' : 'none') + ticks.map((t, i) => {"
                                + "  const at = h.left + (parseInt(t.text) - h.first - h.start) * h.wide;"
                                + "  const room = i + 1 < ticks.length ? ticks[i + 1].x - t.x : Infinity;"
                                + "  return Math.abs(at - t.x) > 1e-6 ? t.text + ' drifts' : room < of(t.text) ? t.text + ' overlaps' : '';"
                                + "}).join('')",
                        columns,
                        columns % 3 - 1);
                assertThat(wrong).as("%s wide, %s columns", width, columns).isEmpty();
            }
        }
    }

    @Test
    void theScaleIsShown() throws IOException {
        open(heatMap(HEAD + BODY + Traces.sample("10.7", "g", "main")), "");
        assertThat(browser.shown("#scale")).endsWith("1 to 2 samples in 20 ms");
        browser.run("change({rows: '10', from: '0.1'})");
        assertThat(browser.shown("#scale")).endsWith("1 to 2 samples in 100 ms");
    }

    @Test
    void timesFarApartMakeAPageThatSaysWhatTheMapLeavesOut() throws IOException {
        String page = heatMap(Traces.sample("0.000000", "leaf") + Traces.sample("999999999.000000", "leaf"));
        assertThat(page.length()).isLessThan(150_000);
        open(page, "");
        assertThat(browser.shown("#facts")).startsWith("2 samples · 11574.1 days");
        assertThat(browser.shown("#beyond"))
                .isEqualTo("1 sample is missing from the heat map, but not from the flame graph, because a heat map"
                        + " covers at most 100,000 seconds. The last sample was taken at 999999999 s.");
        assertThat(browser.text("return page.totals[0] + ' ' + page.heat.columns"))
                .isEqualTo("2 1");
        browser.run("change({from: '999999998.5', to: '999999999.5'})");
        assertThat(browser.text("return page.totals[0]")).isEqualTo("1");
        open(heatMap(Traces.sample("0.000000", "leaf") + Traces.sample("99999.500000", "leaf")), "");
        assertThat(browser.shown("#beyond")).isEmpty();
        assertThat(browser.text("const {columns, canvas} = page.heat;"
                        + "return columns + ' ' + (canvas.width <= canvas.parentElement.clientWidth)"))
                .isEqualTo("100000 true");
        browser.run("change({rows: '100'})");
        assertThat(browser.shown("#beyond")).startsWith("1 sample is missing from the heat map");
    }

    @Test
    void aLinkAsksForNoMoreThanThePageCanShow() throws IOException {
        open(
                heatMap(HEAD + BODY),
                "#rows=999999999&from=abc&to=1e99&weight=x&thread=__proto__&side=q&zoom=zz&__proto__=x&layout=y");
        assertThat(browser.text("return page.totals[0] + ' ' + page.heat.rows + ' ' + JSON.stringify(state)"))
                .isEqualTo("2 50 {}");
    }

    @Test
    void eventsAreNeverAddedUpAndTheChoiceIsInTheAddress() throws IOException {
        open(heatMap(HEAD + BODY + FAULTS), "");
        assertThat(browser.shown("#facts")).startsWith("2 samples of cpu-clock:u · ");
        assertThat(browser.text("return page.totals[0]")).isEqualTo("2");
        assertThat(calls()).contains("busy 0.000 s 500.0 ms 1 5.00 ms");
        browser.run("const s = byId('event'); s.value = 'page-faults'; s.dispatchEvent(new Event('change'))");
        assertThat(browser.shown("#facts")).startsWith("4 samples of page-faults · ");
        assertThat(browser.text("return page.totals[0] + ' ' + page.heat.most")).isEqualTo("4 3");
        assertThat(browser.text("return byId('thread').options[1].text")).isEqualTo("app 7/8 (4)");
        assertThat(calls()).contains("busy 0.000 s 500.0 ms 3 5.00 ms");
        assertThat(browser.address()).contains("event=page-faults");
        browser.run("history.back()");
        browser.await("!state.event && byId('event').value === 'cpu-clock:u' && page.totals[0] === 2");
        open(heatMap(HEAD + BODY + FAULTS), "#event=page-faults&invocation=late");
        assertThat(browser.shown("#empty"))
                .isEqualTo("Invocation late has no samples of page-faults. It took 1300.0 ms."
                        + " It ran from 2.100 to 3.400 s, framed in the heat map.");
        open(heatMap(HEAD + BODY + FAULTS), "#event=cycles");
        assertThat(browser.shown("#empty")).isEqualTo("No sample has the event cycles.");
        open(heatMap(HEAD + BODY), "");
        assertThat(browser.run("return byId('event').checkVisibility()").flag()).isFalse();
    }

    @Test
    void callsDeeperThanAPictureAreSaidAndCanBeReached() throws IOException {
        open(heatMap(Traces.sample("1.0", "r->".repeat(5000) + "end")), "");
        assertThat(browser.shown("#deeper")).startsWith("The flame graph shows 1,200 levels of calls.");
        assertThat(browser.text("return page.flame.rows + ' ' + (page.flame.canvas.height <= 16000)"))
                .isEqualTo("1200 true");
        browser.run("page.flame.zoomTo(4500)");
        assertThat(browser.text("return page.flame.base + ' ' + page.flame.rows"))
                .isEqualTo("4450 553");
        assertThat(browser.shown("#deeper")).isEmpty();
    }

    @Test
    void asMuchAsAReaderTakesMakesAPageThatOpens() throws IOException {
        String calls = IntStream.range(0, 100_000)
                .mapToObj(i -> "# faas-trace invocation id=call-" + i + " start=" + i / 1000 + "." + (1000 + i % 1000)
                        + " end=" + i / 1000 + "." + (1000 + i % 1000) + "5 pid=7 tid=8 overlap=0\n")
                .collect(Collectors.joining());
        String threads = IntStream.range(0, 300)
                .mapToObj(i -> Traces.sample("5.1" + (100 + i), "f")
                        .replace("7/8", i % 2 == 0 ? "7/" + (9 + i) : 1000 + i + "/8"))
                .collect(Collectors.joining());
        String deep = Traces.sample(
                "6.0",
                IntStream.range(0, 1024)
                        .mapToObj(i -> "n".repeat(i == 998 ? 20_000 : 100) + i)
                        .toArray(String[]::new));
        open(heatMap("# faas-trace 1\n" + calls + threads + deep), "#thread=1299/8&invocation=call-99999");
        assertThat(browser.text("return byId('thread').value + ' ' + byId('invocation').value"))
                .isEqualTo("1299/8 call-99999");
        assertThat(browser.text("return byId('invocation').options.length")).isEqualTo("2003");
        assertThat(browser.shown("#callsShown")).isEqualTo("1 to 15 of 100000");
        browser.run("change({invocation: '', thread: ''}); page.flame.zoomTo(1000)");
        assertThat(browser.shown("#status").length()).isLessThan(1000);
        assertThat(browser.shown("#facts")).startsWith("301 samples");
    }

    private static String framed() {
        return browser.text("const h = page.heat; return !!h.call && h.holds(...h.call)");
    }

    private static String calls() {
        return browser.text("return [...document.querySelectorAll('#calls tbody tr')].map(row =>"
                + " [...row.cells].map(cell => cell.textContent).join(' ')).join(', ')");
    }

    private interface Writing {
        void to(ByteArrayOutputStream out) throws IOException;
    }

    private static String page(Writing writing) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        writing.to(page);
        return page.toString(UTF_8);
    }

    private static String heatMap(String text) throws IOException {
        Trace trace = Traces.of(text);
        return page(out -> Page.heatMap("x", trace, Selection.ALL, out));
    }
}
