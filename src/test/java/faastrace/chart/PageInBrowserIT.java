package faastrace.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.browser.Browser;
import faastrace.trace.Events;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.call.SyntheticCalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Uses the pages in a real browser as people do. */
class PageInBrowserIT extends PageBrowserFixture {
    private static final String TEXT = "# faas-trace 1\n"
            + "# faas-trace invocation id=call-1 start=10.0 end=10.5 pid=7 tid=8 overlap=0\n"
            + Traces.sample("10.000000", "f", "main")
            + Traces.sample("10.500000", "g", "main")
            + Traces.sample("10.999999", "g", "main")
            + Traces.sample("11.000000", "</script>", "main");

    private static final String ESCAPE = "\uE00C";

    @Test
    void theWholeTraceIsShownAtFirst() throws IOException {
        open(heatMap(), "");
        assertThat(browser.shown("#facts")).startsWith("4 samples · 1.00 s");
        assertThat(functions()).isEqualTo("g 50.0 % f 25.0 % </script> 25.0 % main 0.00 %");
    }

    @Test
    void draggingOverCellsShowsTheirSamplesAndTheAddressOpensTheSameAnew() throws IOException {
        open(heatMap(), "");
        browser.drag(cell(0, 25), cell(0, 49));
        assertThat(browser.text("return page.totals[0]")).isEqualTo("2");
        assertThat(functions()).isEqualTo("g 100.0 % main 0.00 %");
        browser.type("#search", "^g$");
        assertThat(browser.shown("#found")).isEqualTo("100.0 % of the samples");
        assertThat(browser.address()).contains("from=0.5", "to=1", "search=");
        String drawn = picture();
        browser.openInNewWindow(browser.address());
        plain();
        browser.await("document.body.dataset.ready");
        assertThat(functions()).isEqualTo("g 100.0 % main 0.00 %");
        assertThat(browser.text("return document.querySelector('#search').value"))
                .isEqualTo("^g$");
        assertThat(picture()).isEqualTo(drawn);
    }

    @Test
    void aRangeEndsBeforeItsEnd() throws IOException {
        open(heatMap(), "#from=0&to=0.5");
        assertThat(functions()).isEqualTo("f 100.0 % main 0.00 %");
        open(heatMap(), "#from=1&to=2");
        assertThat(functions()).isEqualTo("</script> 100.0 % main 0.00 %");
    }

    @Test
    void anInvocationIsShownAlone() throws IOException {
        open(heatMap(), "#invocation=call-1");
        assertThat(functions()).isEqualTo("f 100.0 % main 0.00 %");
    }

    @Test
    void aFingerPicksCellsAndTheKeyboardGoesBack() throws IOException {
        open(heatMap(), "");
        browser.tap(cell(0, 25));
        assertThat(functions()).isEqualTo("g 100.0 % main 0.00 %");
        browser.keys(ESCAPE);
        assertThat(functions()).startsWith("g 50.0 %");
    }

    @Test
    void aFingerThatRestsFirstDragsARange() throws IOException {
        open(heatMap(), "");
        browser.holdAndSwipe(600, cell(0, 25), cell(0, 49));
        assertThat(browser.address()).contains("from=0.5", "to=1");
        assertThat(browser.text("return page.totals[0]")).isEqualTo("2");
    }

    @Test
    void aFingerThatMovesAtOnceScrolls() throws IOException {
        browser.size(400, 300);
        open(heatMap(), "");
        Browser.Point from = cell(0, 25);
        browser.swipe(from, new Browser.Point(from.x(), from.y() - 120));
        assertThat(browser.address()).doesNotContain("from=");
    }

    @Test
    void clickingABoxZoomsAndTheLinkHoldsIt() throws IOException {
        open(flameGraph(), "");
        browser.click(browser.in("#flame", 600, 30 * 18 / 10));
        browser.await("location.hash.includes('zoom=')");
        String drawn = picture();
        browser.openInNewWindow(browser.address());
        plain();
        browser.await("document.body.dataset.ready");
        assertThat(picture()).isEqualTo(drawn);
    }

    @Test
    void whatGrewComesFirst() throws IOException {
        Trace before = Traces.of(TEXT);
        open(compared(before, before), "");
        assertThat(browser.shown("#facts")).isEqualTo("No difference: 4 and 4 samples.");
        open(
                compared(
                        before,
                        Traces.of(TEXT + Traces.sample("11.1", "hot", "main").repeat(4))),
                "");
        assertThat(functions()).startsWith("hot 0.00 % 50.0 % +50.0 %");
    }

    @Test
    void theTimeOfACallIsComparedUntilSharesAreWanted() throws IOException {
        Trace before = new SyntheticCalls(1).trace();
        Trace after = new SyntheticCalls(3).more("render", 0.2).trace();
        String page = compared(before, after);
        open(page, "");
        assertThat(browser.shown("#noise"))
                .startsWith("CPU time per invocation: 31.18 ms before (200 invocations), ")
                .contains("The change is significant");
        assertThat(functions()).startsWith("handle 31.18 ms 37.").contains(" render 15.65 ms 2");
        browser.click("#unit");
        assertThat(functions()).startsWith("render 50.2 %");
        open(page, "#unit=shares");
        assertThat(browser.shown("#topTitle")).isEqualTo("Functions whose share grew");
        open(compared(before, Traces.of(Traces.sample("1.0", "f"))), "");
        assertThat(browser.shown("#whyShares")).endsWith("After: This trace does not list any invocation.");
    }

    @Test
    void nobodyIsShutOut() throws IOException {
        String perCall = compared(new SyntheticCalls(1).trace(), new SyntheticCalls(2).trace());
        for (String page : List.of(heatMap(), flameGraph(), perCall)) {
            for (int width : List.of(400, 1200)) {
                for (boolean dark : List.of(false, true)) {
                    browser.size(width, 900);
                    browser.prefersDark(dark);
                    open(page, "");
                    assertThat(browser.text("return document.documentElement.classList.contains('dark')"))
                            .isEqualTo(Boolean.toString(dark));
                    assertThat(browser.barriers())
                            .as("%s wide, dark %s", width, dark)
                            .isEmpty();
                    assertThat(browser.text("const e = document.documentElement; return e.scrollWidth - e.clientWidth"))
                            .isEqualTo("0");
                }
            }
        }
    }

    /** The rows of the table of functions as text. */
    private static String functions() {
        return browser.text("return [...document.querySelectorAll('#top tbody tr')].map(row =>"
                + " [...row.cells].slice(0, document.body.dataset.view === 'compare' ? 4 : 2)"
                + ".map(cell => cell.textContent).join(' ')).join(' ')");
    }

    /** The boxes of the flame graph and a checksum of its pixels, while the mouse is not over the graph. */
    private static String picture() {
        browser.hover(new Browser.Point(1, 1));
        return browser.text("document.activeElement.blur(); page.flame.draw();"
                + "const boxes = page.flame.boxes.map(b => [page.tree.name(b.node), Math.round(b.x), Math.round(b.width)]);"
                + "let pixels = 0; for (const c of byId('flame').toDataURL()) pixels = pixels * 31 + c.charCodeAt(0) | 0;"
                + "return boxes.join(' ') + ' ' + pixels");
    }

    private static Browser.Point cell(int column, int row) {
        String place = browser.text(
                "const h = page.heat; return (h.left + (arguments[0] + 0.5) * h.wide) + ' '"
                        + " + (h.rows - arguments[1] - 0.5) * h.high",
                column,
                row);
        int blank = place.indexOf(' ');
        return browser.in(
                "#heatmap", Double.parseDouble(place.substring(0, blank)), Double.parseDouble(place.substring(blank)));
    }

    private static String heatMap() throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        Page.heatMap("x", Traces.of(TEXT), Selection.ALL, page);
        return page.toString(UTF_8);
    }

    private static String flameGraph() throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        Page.flameGraph("x", Traces.of(TEXT), Selection.ALL, page);
        return page.toString(UTF_8);
    }

    private static String compared(Trace before, Trace after) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        Differential differential = Differential.of(before, event(before), after, event(after));
        Page.comparison("x", List.of("before", "after"), differential, page);
        return page.toString(UTF_8);
    }

    private static Selection event(Trace trace) {
        return Selection.ALL.ofEvent(Events.of(trace).preferred());
    }
}
