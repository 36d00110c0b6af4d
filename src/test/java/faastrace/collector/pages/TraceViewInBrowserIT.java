package faastrace.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.browser.Browser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Selects ranges, invocations and threads of a trace in a real browser as people do. */
@Timeout(240)
class TraceViewInBrowserIT extends PagesInBrowserFixture {
    private static final String ESCAPE = "\uE00C";
    private static final String UP = "\uE013";

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
    void whereNothingChangedASentenceSaysSo() throws Exception {
        String one = send("pi", HEAD + BODY);
        String other = send("pi", HEAD + BODY);
        open("/compare?t=" + one + "&t=" + other);
        assertThat(browser.shown("#noRows")).isEqualTo("No function became slower.");
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
    void theFlameGraphIsOnTheFirstScreenAndTheTimeIsLocalOrUtc() throws Exception {
        browser.size(1280, 800);
        open("/traces/" + send("pi", HEAD + BODY));
        assertThat(browser.run("return byId('flame').getBoundingClientRect().top < 800")
                        .flag())
                .isTrue();
        String utc = browser.text("return document.querySelector('h1 time').title");
        assertThat(utc).matches("[0-9-]{10} [0-9:]{8} UTC");
        assertThat(browser.run("const time = document.querySelector('h1 time'), shown = new Date(time.dateTime);"
                                + "return time.textContent.includes(String(shown.getHours()).padStart(2, '0') + ':')")
                        .flag())
                .isTrue();
        browser.click("#utc");
        assertThat(browser.shown("h1 time")).isEqualTo(utc);
        assertThat(browser.address()).endsWith("#utc=on");
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

    /** The boxes of the flame graph and a checksum of its pixels, while the mouse is not over the graph. */
    private static String picture() {
        browser.hover(new Browser.Point(1, 1));
        return browser.text(
                "document.activeElement.blur(); page.flame.draw(); let pixels = 0;"
                        + "for (const c of byId('flame').toDataURL()) pixels = pixels * 31 + c.charCodeAt(0) | 0;"
                        + "return page.flame.boxes.map(b => page.tree.name(b.node) + ' ' + Math.round(b.width)) + ' ' + pixels");
    }
}
