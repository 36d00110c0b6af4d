package faastrace.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uses the collector's pages in a real browser as people do. */
@Timeout(240)
class PagesInBrowserIT extends PagesInBrowserFixture {
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
        assertThat(browser.shown("#top tbody tr")).containsSubsequence("hot", "0 ms", "20.00 ms", "+20.00 ms");
        browser.click("#swap");
        browser.await("document.body.dataset.ready && byId('facts').innerText.startsWith('8 samples')");
        assertThat(browser.shown("#order")).startsWith("“Before” is the newer trace");
        assertThat(browser.shown("#faster tbody tr")).containsSubsequence("hot", "20.00 ms", "0 ms", "−20.00 ms");
        browser.click("#swap");
        browser.await("document.body.dataset.ready && byId('facts').innerText.startsWith('4 samples')");
        browser.run("change({unit: 'shares'})");
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
    void theListFitsIntoWindowsOfAllWidths() throws Exception {
        send("pi", HEAD + BODY);
        send("a-function-with-a-rather-long-name", HEAD + BODY.replace(" g ", " " + "long_name".repeat(20) + " "));
        open("/");
        for (boolean failed : List.of(false, true)) {
            if (failed) {
                browser.run("const cell = document.querySelector('td.course');"
                        + "cell.innerHTML = '<span class=\"soft wait\">counting…</span>';"
                        + "give(cell.firstChild, 'the collector would take too long to read this trace')");
                assertThat(browser.shown("table.traces tr td.wide")).startsWith("not counted: the collector would");
                assertThat(browser.text("return document.querySelector('td.wide').parentElement.cells.length"))
                        .isEqualTo("4");
            }
            for (int width : List.of(390, 700, 1000, 1100, 1101, 1200, 1279, 1280, 1400)) {
                browser.size(width, 900);
                assertThat(browser.text("const e = document.documentElement; return e.scrollWidth - e.clientWidth"))
                        .as("%s wide", width)
                        .isEqualTo("0");
                assertThat(browser.text("const s = document.querySelector('section.traces'),"
                                + " t = s.querySelector('table'); return t.getBoundingClientRect().right"
                                + " <= s.getBoundingClientRect().right"))
                        .as("%s wide", width)
                        .isEqualTo("true");
            }
        }
        browser.size(1280, 900);
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
                boolean dark = width == 400; // the colours do not depend on the width
                browser.size(width, 900);
                browser.prefersDark(dark);
                browser.open("about:blank");
                browser.open(uri(path).toString());
                browser.await(
                        "!document.querySelector('script[defer]') || document.body.dataset.ready || document.querySelector('#enter')");
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
