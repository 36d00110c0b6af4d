package faastrace.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.browser.Browser;
import faastrace.trace.Selection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Tests heat maps of very short and very long recordings, and the lanes of invocations, in a real browser. */
class OverviewInBrowserIT extends PageBrowserFixture {
    private static final String HOUR =
            Traces.sample("0.5", "f") + Traces.sample("1800.25", "g").repeat(3) + Traces.sample("3599.5", "h");
    private static final String CALLS = "# faas-trace 1\n"
            + "# faas-trace invocation id=one start=10.0 end=10.1 pid=7 tid=8 overlap=0 cpu=30000000 ready=20000000"
            + " throttled=5000000\n"
            + "# faas-trace invocation id=two start=10.05 end=10.9 pid=7 tid=9 overlap=0\n"
            + "# faas-trace invocation id=three start=10.5 end=11.5 pid=7 tid=8 overlap=0 cpu=100000000\n"
            + Traces.sample("10.02", "f") + Traces.sample("11.4", "g");

    @Test
    void twoSecondsFillTheWidth() throws IOException {
        show(CALLS);
        assertThat(browser.run("const h = page.heat; return h.columns === 2 && h.wide > 400"
                                + " && Math.abs(h.canvas.clientWidth - h.canvas.parentElement.clientWidth) < 2")
                        .flag())
                .isTrue();
        assertThat(browser.run("return byId('overviewBox').hidden").flag()).isTrue();
        assertThat(browser.shown("#scale")).startsWith("0").contains("1").endsWith("1 sample in 20 ms");
    }

    @Test
    void anHourHasAnOverviewThatSelectsAPart() throws IOException {
        show(HOUR);
        assertThat(browser.text("return page.heat.columns")).isEqualTo("3600");
        assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth")
                        .flag())
                .isTrue();
        String width = browser.text("return byId('overview').clientWidth");
        double scale = Double.parseDouble(width) / 3600;
        browser.drag(browser.in("#overview", 1700 * scale, 9), browser.in("#overview", 1900 * scale, 9));
        String[] part = browser.text("return state.part").split("_");
        assertThat(Integer.parseInt(part[0])).isBetween(1690, 1710);
        assertThat(Integer.parseInt(part[1])).isBetween(1890, 1912);
        browser.run("change({part: '1790_1810'})");
        Browser.Point cell = browser.in(
                "#heatmap",
                Double.parseDouble(browser.text("const h = page.heat; return h.x(1800 - h.first) + h.wide / 2")),
                Double.parseDouble(browser.text("const h = page.heat; return (h.rows - 12.5) * h.high")));
        browser.click(cell);
        assertThat(browser.text("return state.from + ' ' + state.to + ' ' + page.totals[0]"))
                .isEqualTo("1800.24 1800.26 3");
        browser.type("#overview", "-");
        assertThat(browser.text("return state.part")).isEqualTo("1780_1820");
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void fewInvocationsAreLanesWithWhatIsKnownOfTheirTime() throws IOException {
        show(CALLS);
        assertThat(browser.text("return [...document.querySelectorAll('#lanes li')].map(lane =>"
                        + " [...lane.children].map(bar => bar.getAttribute('aria-label')).join(' + ')).join('; ')"))
                .isEqualTo(
                        "Invocation one: 100.0 ms, on CPU 30.0 ms, ready 20.0 ms, of which throttled 5.00 ms, waiting"
                                + " 50.0 ms + Invocation three: 1000.0 ms, on CPU 100.0 ms; Invocation two: 850.0 ms");
        assertThat(browser.text("return [...document.querySelectorAll('#lanes li:first-child button:first-child i')]"
                        + ".map(part => part.className + ' ' + part.style.width).join(', ')"))
                .isEqualTo("cpu 30%, ready 15%, throttled 5%, waiting 50%");
        assertThat(browser.text("return [...document.querySelectorAll('#lanes li:last-child i')].map(part =>"
                        + " part.className).join()"))
                .as("nothing is known of the second one")
                .isEqualTo("rest");
        browser.click("#lanes button");
        assertThat(browser.text("return state.invocation")).isEqualTo("one");
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void theFlameGraphBeginsOnTheFirstScreen() throws IOException {
        browser.size(1280, 800);
        show(CALLS);
        assertThat(browser.run("return byId('flame').getBoundingClientRect().top < 800")
                        .flag())
                .isTrue();
        assertThat(browser.text("return middleOut('/usr/lib/python3/site-packages/x.py', 13)"))
                .isEqualTo("/usr/l…s/x.py");
    }

    private static void show(String text) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        Page.heatMap("x", Traces.of(text), Selection.ALL, page);
        open(page.toString(UTF_8), "");
    }
}
