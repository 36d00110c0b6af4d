package faastrace.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.browser.Browser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uses the collector's pages in a real browser as people do. */
@Timeout(240)
class PagesInBrowserIT extends PageBrowserFixture {
    private static final String HEAD = "# faas-trace 1\n# faas-trace meta function=pi language=c rate=100 cpu=Xeon\n"
            + "# faas-trace invocation id=call-1 start=10.0 end=10.5 pid=7 tid=8 overlap=0\n"
            + "# faas-trace invocation id=call-2 start=10.5 end=11.5 pid=7 tid=9 overlap=0\n";
    private static final String BODY = sample("10.000000", 8, "f")
            + sample("10.500000", 9, "g")
            + sample("10.999999", 9, "g")
            + sample("11.000000", 9, PagesIT.HOSTILE);
    private static final String ESCAPE = "\uE00C";
    private static final String ENTER = "\uE007";
    private static final String UP = "\uE013";

    @BeforeEach
    void plain() {
        browser.size(1280, 900);
        browser.prefersDark(false);
    }

    @AfterEach
    void nothingIsComplainedOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void fromTheListToARangeAndItsLinkInANewWindow() throws Exception {
        send("pi", HEAD + BODY);
        open("/");
        assertThat(browser.shown("table.traces")).contains("4 samples", "slowest 1.00 s", "40 ms", "c · Xeon");
        browser.click("table.traces a");
        ready();
        assertThat(browser.shown("#facts")).isEqualTo("4 samples · 1.00 s");
        assertThat(browser.shown(".meta")).contains("Xeon");
        browser.drag(cell(0, 25), cell(0, 49));
        assertThat(functions()).isEqualTo("g 100.0 % main 0.00 %");
        browser.type("#search", "^g$");
        assertThat(browser.shown("#found")).isEqualTo("100.0 % of the samples");
        String drawn = picture();
        browser.openInNewWindow(browser.address());
        plain();
        ready();
        assertThat(functions()).isEqualTo("g 100.0 % main 0.00 %");
        assertThat(browser.text("return byId('search').value")).isEqualTo("^g$");
        assertThat(picture()).isEqualTo(drawn);
        assertThat(browser.text("return document.querySelector('a.form').href")).contains("from=0.5", "to=1");
    }

    @Test
    void eachNumberOfANarrowListIsNamed() throws Exception {
        browser.size(390, 844);
        send("pi", HEAD + BODY);
        open("/");
        browser.await("document.querySelector('td.hot')");
        assertThat(browser.text("return getComputedStyle(document.querySelector('td.hot'), '::before').content"))
                .isEqualTo("\"Hottest function\"");
    }

    @Test
    void whereNothingChangedASentenceSaysSo() throws Exception {
        String one = send("pi", HEAD + BODY);
        String other = send("pi", HEAD + BODY);
        open("/compare?t=" + one + "&t=" + other);
        assertThat(browser.shown("#noRows")).isEqualTo("No function’s share has changed.");
        assertThat(browser.text("return String(byId('top').offsetHeight)")).isEqualTo("0");
    }

    @Test
    void aSampleWithAHugeTimeIsSaidToBeLeftOutForThat() throws Exception {
        open("/traces/" + send("pi", HEAD + BODY + sample("9999999999999.000000", 8, "f")));
        assertThat(browser.shown("#facts")).contains("left out: 1 sample whose time is too large");
    }

    /** If a row were cut off, it would look like the end of the graph. */
    @Test
    void theFrameOfAHighGraphShowsWholeRows() throws Exception {
        StringBuilder deep = new StringBuilder("app 7/7 [000] 10.0: 1 cpu-clock:u: \n");
        for (int i = 0; i < 90; i++) {
            deep.append("\t55d0c0de1000 f").append(i).append(" (/usr/bin/app)\n");
        }
        String trace = send("pi", deep + "\n" + deep.toString().replace(" 10.0:", " 5000000.0:") + "\n");
        for (int height : new int[] {900, 844, 711}) {
            browser.size(1280, height);
            open("/traces/" + trace);
            assertThat(
                            browser.text(
                                    "const frame = byId('flame').parentElement;"
                                            + "return frame.scrollHeight > frame.clientHeight ? frame.clientHeight % page.flame.rowHeight : -1"))
                    .isEqualTo("0");
        }
        assertThat(browser.shown("#facts")).isEqualTo("2 samples · 57.9 days");
    }

    @Test
    void backGoesToTheViewBefore() throws Exception {
        open("/traces/" + send("pi", HEAD + BODY));
        browser.drag(cell(0, 25), cell(0, 49));
        browser.click("#calls tbody tr:nth-child(2) button");
        assertThat(functions()).isEqualTo("f 100.0 % main 0.00 %");
        browser.run("history.back()");
        browser.await("state.from === '0.5' && !state.invocation");
        assertThat(functions()).isEqualTo("g 100.0 % main 0.00 %");
        browser.run("history.back()");
        browser.await("!state.from");
        assertThat(functions()).startsWith("g 50.0 %");
    }

    @Test
    void theTableOfInvocationsShowsHowTheyHaveSpentTheirTime() throws Exception {
        String measured = "id=$1 overlap=0 cpu=30000000 ready=20000000 shared=1";
        open("/traces/" + send("pi", HEAD.replaceFirst("id=(call-1 .*) overlap=0", measured) + BODY));
        assertThat(browser.shown("#calls"))
                .containsSubsequence("call-2", "unknown", "call-1", "~30.0 ms", "~20.0 ms", "~450.0 ms");
    }

    @Test
    void anInvocationAThreadAndAProcessAreShownAlone() throws Exception {
        open("/traces/" + send("pi", HEAD + BODY) + "#invocation=call-1");
        assertThat(functions()).isEqualTo("f 100.0 % main 0.00 %");
        assertThat(browser.shown("#calls")).containsSubsequence("call-2", "1000.0 ms", "call-1", "500.0 ms");
        assertThat(browser.text("return document.querySelector('#calls tr[aria-current]').textContent"))
                .contains("call-1");
        browser.run("byId('invocation').value = ''; change({invocation: '', thread: '7/9'})");
        assertThat(functions()).startsWith("g 66.7 %");
        assertThat(browser.text("return byId('thread').value")).isEqualTo("7/9");
        browser.run("change({thread: '7'})");
        assertThat(functions()).startsWith("g 50.0 %");
        assertThat(browser.text("return document.querySelector('a.form').href")).contains("thread=7");
    }

    @Test
    void theKeyboardIsEnough() throws Exception {
        send("pi", HEAD + BODY);
        open("/");
        browser.run("document.querySelector('table.traces a').focus()");
        browser.keys(ENTER);
        ready();
        browser.type("#heatmap", ENTER + UP + ENTER);
        assertThat(browser.text("return state.to")).isEqualTo("0.04");
        browser.keys(ESCAPE);
        assertThat(browser.text("return state.from || 'all'")).isEqualTo("all");
        browser.type("#flame", UP + UP + ENTER);
        browser.await("state.zoom");
        assertThat(browser.shown("#status")).startsWith("main: 4 samples, 100.0 %");
        browser.keys("i");
        assertThat(browser.text("return state.icicle")).isEqualTo("on");
    }

    @Test
    void twoTracesAreMarkedAndCompared() throws Exception {
        send("pi", HEAD + BODY);
        send("pi", HEAD + BODY + sample("11.100000", 9, "hot").repeat(4));
        open("/");
        assertThat(browser.run("return document.getElementById('compare').disabled")
                        .flag())
                .isTrue();
        browser.click("table.traces tr:nth-child(2) input");
        browser.click("table.traces tr:nth-child(1) input");
        browser.click("#compare");
        browser.await("document.body.dataset.ready && document.querySelector('#after')");
        assertThat(browser.shown("#facts")).isEqualTo("4 samples before, 8 after");
        assertThat(browser.shown("#order")).startsWith("“Before” is the older trace.");
        assertThat(browser.shown("#top tbody tr")).containsSubsequence("hot", "0.00 %", "50.0 %", "+50.0 %");
        browser.click("#swap");
        browser.await("document.body.dataset.ready && byId('facts').innerText.startsWith('8 samples')");
        assertThat(browser.shown("#order")).startsWith("“Before” is the newer trace");
        assertThat(browser.shown("#top tbody tr")).containsSubsequence("hot", "50.0 %", "0.00 %", "−50.0 %");
        browser.click("#swap");
        browser.await("document.body.dataset.ready && byId('facts').innerText.startsWith('4 samples')");
        String reddest =
                browser.text("const f = page.flame, of = n => Number(/hsl\\(5 ([0-9.]+)/.exec(f.colour(n))?.[1] || 0);"
                        + "return page.tree.name([...page.delta.keys()].sort((a, b) => of(b) - of(a))[0])");
        assertThat(reddest).isEqualTo("hot");
        browser.run("change({'after.to': '1.1', layout: 'beside'})");
        assertThat(browser.shown("#facts")).isEqualTo("No difference: 4 and 4 samples.");
        String address = browser.address();
        browser.openInNewWindow(address);
        plain();
        ready();
        assertThat(browser.shown("#facts")).isEqualTo("No difference: 4 and 4 samples.");
        assertThat(browser.text("return byId('layout').value + byId('after-to').value"))
                .isEqualTo("beside1.1");
    }

    @Test
    void aTraceIsDeletedOnceThatIsConfirmed() throws Exception {
        open("/traces/" + send("pi", HEAD + BODY));
        browser.click("#delete");
        browser.click("#sure form button");
        assertThat(list("")).hasSize(1);
        browser.click("#delete");
        browser.click("#deleteNow");
        browser.await("document.querySelector('.welcome')");
        assertThat(list("")).isEmpty();
    }

    @Test
    void signingInLeadsToTheViewThatWasAskedFor(@TempDir Path other) throws Exception {
        Path tokens = Files.writeString(other.resolve("tokens"), "s3cret\n");
        String trace = send("pi", HEAD + BODY);
        restart(settings().withTokens(tokens));
        browser.open(uri("/traces/" + trace + "#from=0.5&to=1").toString());
        browser.await("document.querySelector('#enter input[type=password]')");
        browser.type("#enter input[type=password]", "s3cret" + ENTER);
        ready();
        assertThat(functions()).isEqualTo("g 100.0 % main 0.00 %");
        browser.click(".site form button");
        browser.await("document.querySelector('#enter')");
        browser.open(uri("/").toString());
        browser.await("document.querySelector('#enter')");
    }

    @ParameterizedTest
    @CsvSource({"true, ''", "false, /traces"})
    void allOfItWorksBehindAReverseProxyWithAPath(boolean strips, String base, @TempDir Path other) throws Exception {
        Path tokens = Files.writeString(other.resolve("tokens"), "s3cret\n");
        String trace = send("pi", HEAD + BODY);
        send("pi", HEAD + BODY + sample("11.100000", 9, "hot").repeat(4));
        Settings placed = base.isEmpty() ? settings() : settings().under(base);
        restart(placed.withTokens(tokens));
        try (ReverseProxy proxy = ReverseProxy.start(collector.port(), "/traces", strips)) {
            browser.open(proxy.uri("/traces/traces/" + trace + "#from=0.5&to=1").toString());
            browser.await("document.querySelector('#enter input[type=password]')");
            browser.type("#enter input[type=password]", "s3cret" + ENTER);
            ready();
            assertThat(functions()).isEqualTo("g 100.0 % main 0.00 %");
            browser.click(".path a");
            browser.await("document.querySelector('table.traces')");
            ready();
            assertThat(browser.address()).isEqualTo(proxy.uri("/traces/").toString());
            browser.run("document.querySelector('select[name=order]').value = 'oldest';"
                    + "document.querySelector('select[name=order]').dispatchEvent(new Event('change'))");
            browser.await("location.search.includes('oldest')");
            ready();
            browser.click("table.traces tr:nth-child(2) input");
            browser.click("table.traces tr:nth-child(1) input");
            browser.click("#compare");
            browser.await("document.body.dataset.ready && document.querySelector('#after')");
            assertThat(browser.shown("#facts")).isEqualTo("4 samples before, 8 after");
            browser.click("#after h2 a");
            browser.await("document.body.dataset.ready && document.querySelector('#delete')");
            browser.click("#delete");
            browser.click("#deleteNow");
            browser.await("document.querySelector('table.traces')");
            ready();
            assertThat(browser.shown("#traces")).isEqualTo("1 trace");
            browser.click(".site form button");
            browser.await("document.querySelector('#enter')");
            assertThat(browser.address()).isEqualTo(proxy.uri("/traces/sign-in").toString());
            assertThat(proxy.strays()).isEmpty();
        }
    }

    @Test
    void aTraceThatComesIsShownWithoutAsking() throws Exception {
        open("/");
        assertThat(browser.shown(".welcome")).contains("No traces yet", uri("/").toString());
        send("pi", HEAD + BODY);
        browser.await("document.querySelector('table.traces')");
    }

    @Test
    void nobodyIsShutOut() throws Exception {
        List<String> empty = List.of("/");
        look(empty);
        String trace = send("pi", HEAD + BODY);
        send(PagesIT.HOSTILE, HEAD.replace("Xeon", "%3Cb%3E") + BODY);
        look(List.of(
                "/",
                "/?q=nothing",
                "/traces/" + trace,
                "/traces/" + trace + "#icicle=on&invocation=call-1",
                "/compare?t=" + trace + "&t=" + trace,
                "/compare?t=" + trace + "&t=" + trace + "#layout=beside",
                "/compare",
                "/sign-in"));
    }

    private void look(List<String> paths) {
        for (String path : paths) {
            for (int width : List.of(400, 1280)) {
                for (boolean dark : List.of(false, true)) {
                    browser.size(width, 900);
                    browser.prefersDark(dark);
                    browser.open("about:blank");
                    browser.open(uri(path).toString());
                    browser.await(
                            "!document.querySelector('script') || document.body.dataset.ready || document.querySelector('#enter')");
                    assertThat(browser.barriers())
                            .as("%s, %s wide, dark %s", path, width, dark)
                            .isEmpty();
                    assertThat(browser.text("const e = document.documentElement; return e.scrollWidth - e.clientWidth"))
                            .as("%s, %s wide", path, width)
                            .isEqualTo("0");
                }
            }
        }
    }

    private void open(String path) {
        browser.open("about:blank");
        browser.open(uri(path).toString());
        ready();
    }

    private static void ready() {
        browser.await("document.readyState === 'complete' && document.body.dataset.ready");
    }

    private String send(String name, String text) throws Exception {
        return post("/", name, text.getBytes(UTF_8))
                .headers()
                .firstValue("Location")
                .orElseThrow()
                .substring("/v1/traces/".length());
    }

    private static String sample(String time, int thread, String leaf) {
        return "app 7/" + thread + " [000] " + time + ": 10000000 cpu-clock:u: \n\t    7f3 " + leaf
                + "+0x10 (/usr/bin/app)\n\t    7f4 main+0x10 (/usr/bin/app)\n\n";
    }

    /** The rows of the table of functions as text. */
    private static String functions() {
        return browser.text("return [...document.querySelectorAll('#top tbody tr')].map(row =>"
                + " [...row.cells].slice(0, 2).map(cell => cell.textContent).join(' ')).join(' ')");
    }

    /** The boxes of the flame graph and a checksum of its pixels, while the mouse is not over the graph. */
    private static String picture() {
        browser.hover(new Browser.Point(1, 1));
        return browser.text(
                "document.activeElement.blur(); page.flame.draw(); let pixels = 0;"
                        + "for (const c of byId('flame').toDataURL()) pixels = pixels * 31 + c.charCodeAt(0) | 0;"
                        + "return page.flame.boxes.map(b => page.tree.name(b.node) + ' ' + Math.round(b.width)) + ' ' + pixels");
    }

    private static Browser.Point cell(int column, int row) {
        String[] place = browser.text(
                        "const h = page.heat; return (h.left + (arguments[0] + 0.5) * h.wide) + ' '"
                                + " + (h.rows - arguments[1] - 0.5) * h.high",
                        column,
                        row)
                .split(" ");
        return browser.in("#heatmap", Double.parseDouble(place[0]), Double.parseDouble(place[1]));
    }
}
