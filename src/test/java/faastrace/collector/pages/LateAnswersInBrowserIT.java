package faastrace.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the pages of traces if responses are late, wrong or missing. */
@Timeout(240)
class LateAnswersInBrowserIT extends TracePageFixture {
    /** A script that delays responses: progress by 600 ms, and profiles by the number of ms that replaces PROFILE. */
    private static final String SLOW =
            "const real = window.fetch, wait = ms => new Promise(done => setTimeout(done, ms));"
                    + "window.fetch = async (path, options) => {"
                    + "  const slow = String(path).endsWith('/progress') ? 600 : String(path).endsWith('/profile.json') ? PROFILE : 0;"
                    + "  const answer = await real(path, {...options, signal: undefined}); await wait(slow); return answer; };";

    @Test
    void progressThatComesAfterTheTraceSaysNothing() throws Exception {
        String trace = send(HEAD + BODY);
        script = browser.beforeEachPage(SLOW.replace("PROFILE", "500"));
        open("/traces/" + trace);
        assertThat(browser.shown("#facts")).isEqualTo("2 samples · 0.60 s");
        browser.run(
                "window.later = new Promise(done => setTimeout(done, 1500)); window.later.then(() => { window.over = true; })");
        browser.await("window.over");
        assertThat(browser.shown("#facts")).isEqualTo("2 samples · 0.60 s");
        open("/compare?t=" + trace + "&t=" + trace);
        browser.run(
                "window.later = new Promise(done => setTimeout(done, 1500)); window.later.then(() => { window.over = true; })");
        browser.await("window.over");
        assertThat(browser.shown("#before .about")).startsWith("2 samples · 0.60 s");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void backWhileTheTraceIsComingShowsWhatTheAddressSays() throws Exception {
        String trace = send(HEAD + BODY);
        script = browser.beforeEachPage(SLOW.replace("PROFILE", "1500"));
        browser.open(uri("/traces/" + trace + "#from=0.5&to=1").toString());
        browser.run("location.hash = '#from=0&to=0.5'; location.hash = '#invocation=idle'; history.back()");
        browser.await("document.body.dataset.ready");
        assertThat(browser.address()).endsWith("#from=0&to=0.5");
        assertThat(browser.text("return JSON.stringify(state)")).isEqualTo("{\"from\":\"0\",\"to\":\"0.5\"}");
        assertThat(browser.text("return byId('to').value + ' ' + page.totals[0]"))
                .isEqualTo("0.5 1");
    }

    @Test
    void aCollectorThatIsGoneIsSaid() throws Exception {
        String trace = send(HEAD + BODY);
        script = browser.beforeEachPage("window.fetch = async () => { throw new TypeError('Failed to fetch'); };");
        browser.open(uri("/traces/" + trace).toString());
        browser.await("document.body.dataset.failed");
        assertThat(browser.shown("#facts")).isEqualTo("The collector can’t be reached. Reload the page.");
        assertThat(browser.run("return byId('flame').checkVisibility() || !!document.body.dataset.waiting")
                        .flag())
                .isFalse();
        browser.click("#delete");
        browser.click("#deleteNow");
        browser.await("byId('deleteStatus').textContent === 'The collector can’t be reached.'");
        assertThat(browser.run("return byId('deleteNow').disabled").flag()).isFalse();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void anAnswerThatBreaksOffIsSaid() throws Exception {
        String trace = send(HEAD + BODY);
        script = browser.beforeEachPage("window.fetch = async () => new Response('{\"version\":2,\"tim');");
        browser.open(uri("/traces/" + trace).toString());
        browser.await("document.body.dataset.failed");
        assertThat(browser.shown("#facts")).isEqualTo("The collector’s response was cut off. Reload the page.");
    }

    @Test
    void anAnswerOfAnotherVersionIsSaid() throws Exception {
        String trace = send(HEAD + BODY);
        script = browser.beforeEachPage("window.fetch = async () => new Response('{\"version\":99}');");
        browser.open(uri("/traces/" + trace).toString());
        browser.await("document.body.dataset.failed");
        assertThat(browser.shown("#facts")).startsWith("The collector has been updated since this page was opened.");
    }

    @Test
    void oneSideThatFailsIsNamedAndTheOtherDoesNotWait() throws Exception {
        String first = send(HEAD + BODY);
        String second = send(HEAD + BODY + sample("10.8", "g"));
        script = browser.beforeEachPage("const real = window.fetch; window.fetch = async (path, options) =>"
                + " String(path).includes('" + second
                + "') ? new Response('{\"title\":\"it is too large\",\"detail\":\"Download it.\"}',"
                + " {status: 413}) : real(path, options);");
        browser.open(uri("/compare?t=" + first + "&t=" + second).toString());
        browser.await("document.body.dataset.failed");
        assertThat(
                        browser.text(
                                "return [...document.querySelectorAll('.about')].map(about => about.textContent).sort().join('|')"))
                .isEqualTo("Loaded.|This trace can’t be shown: it is too large. Download it.");
        assertThat(browser.shown("#facts")).startsWith("This trace can’t be shown");
    }
}
