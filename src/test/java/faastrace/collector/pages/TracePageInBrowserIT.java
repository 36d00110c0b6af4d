package faastrace.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the trace page and the comparison page with unusual traces, such as invocations without samples. */
@Timeout(240)
class TracePageInBrowserIT extends TracePageFixture {
    private static final String FAULTS =
            (sample("10.1", "h") + sample("10.2", "h") + sample("10.3", "h")).replace("cpu-clock:u", "page-faults");

    private static final String MAIN = "\t    7f4 main";

    @Test
    void samplesOfAThreadThatHasExitedCanBeChosenAndTaken() throws Exception {
        String exited = sample("10.2", "x").replace("app 7/8", ":-1    -1");
        open("/traces/" + send(HEAD + BODY + exited) + "#thread=/-1");
        assertThat(browser.text("return page.totals[0] + ' ' + byId('thread').value"))
                .isEqualTo("1 /-1");
        assertThat(download("profile.folded")).contains("main;x ").doesNotContain(";f");
    }

    @Test
    void escapeClosesTheQuestionAndLeavesTheView() throws Exception {
        open("/traces/" + send(HEAD + BODY) + "#from=0.5&to=1");
        browser.click("#delete");
        browser.keys("\uE00C");
        browser.await("!byId('sure').open");
        assertThat(browser.address()).endsWith("#from=0.5&to=1");
    }

    @Test
    void aCallWithoutSamplesIsDescribed() throws Exception {
        open("/traces/" + send(HEAD + BODY) + "#invocation=idle");
        assertThat(browser.shown("#empty"))
                .isEqualTo("Invocation idle has no samples. It took 3.00 ms, and each of its threads used less"
                        + " CPU time than one sampling period, 10.0 ms at 100 Hz. It ran from 1.200 to 1.203 s, framed"
                        + " in the heat map.");
    }

    @Test
    void bothMapsOfAComparisonHaveOneScale() throws Exception {
        String few = send(HEAD + BODY);
        String many = send(HEAD + BODY + sample("10.7", "g").repeat(7));
        open("/compare?t=" + few + "&t=" + many);
        assertThat(browser.shown("#before-scale")).endsWith("1 to 8 samples in 20 ms, same scale on both sides");
        assertThat(browser.shown("#after-scale")).endsWith("1 to 8 samples in 20 ms, same scale on both sides");
        assertThat(colours()).isEqualTo("true");
        String often = send(HEAD.replace("rate=100", "rate=1000")
                + (BODY + sample("10.7", "g").repeat(7)).replace("10000000", "1000000"));
        open("/compare?t=" + few + "&t=" + often);
        assertThat(browser.shown("#before-scale"))
                .endsWith("1 sample, 10.0 ms of CPU time, in 20 ms, same scale on both sides");
        assertThat(browser.shown("#after-scale"))
                .endsWith("1 to 10 samples, 10.0 ms of CPU time, in 20 ms, same scale on both sides");
    }

    @Test
    void towersOfUnknownFramesAreOneBoxWithTheirNumberAlsoWhereTwoAreCompared() throws Exception {
        String unknown = "\t7f [unknown] ([unknown])\n";
        String one = send(HEAD + (sample("10.2", "f") + sample("10.3", "f")).replace(MAIN, unknown.repeat(9) + MAIN));
        String other =
                send(HEAD + (sample("10.2", "f") + sample("10.3", "f")).replace(MAIN, unknown.repeat(90) + MAIN));
        String names = "return [...page.tree.parent.keys()].map(node => page.tree.name(node)).join(';')";
        open("/traces/" + one);
        assertThat(browser.text(names)).isEqualTo("all;app;main;[unknown] x9;f");
        open("/compare?t=" + one + "&t=" + other);
        assertThat(browser.text(names)).isEqualTo("all;app;main;[unknown] x9-90;f");
        assertThat(browser.shown("#facts")).isEqualTo("No difference: 2 and 2 samples.");
    }

    @Test
    void aSideWithoutSamplesIsDescribedAndNothingIsCompared() throws Exception {
        String trace = send(HEAD + BODY);
        open("/compare?t=" + trace + "&t=" + trace + "#after.invocation=idle&before.invocation=busy");
        assertThat(browser.shown("#after-empty")).contains("Invocation idle has no samples. It took 3.00 ms");
        assertThat(browser.shown("#before-empty")).isEmpty();
        assertThat(browser.shown("#facts"))
                .isEqualTo("One side has no samples in the selection: there is nothing to compare.");
        assertThat(browser.run("return byId('flame').checkVisibility() || byId('top').checkVisibility()")
                        .flag())
                .isFalse();
        browser.run("change({layout: 'beside'})");
        assertThat(browser.run("return byId('flame').checkVisibility() && !byId('top').checkVisibility()")
                        .flag())
                .isTrue();
        browser.run("setTimeout(() => { history.back(); history.back() })");
    }

    @Test
    void theEventThatIsChosenGoesIntoDownloadsAndComparisons() throws Exception {
        String trace = send(HEAD + BODY + FAULTS);
        open("/traces/" + trace);
        assertThat(browser.shown("#facts")).isEqualTo("2 samples of cpu-clock:u · 0.60 s");
        assertThat(download("profile.folded"))
                .contains("app;main;f ", "app;main;g ")
                .doesNotContain(";h");
        assertThat(download("profile.perf")).contains("cpu-clock:u", "page-faults");
        browser.run("change({event: 'page-faults'})");
        assertThat(browser.shown("#facts")).isEqualTo("3 samples of page-faults · 0.60 s");
        assertThat(download("profile.folded")).contains("app;main;h 3").doesNotContain(";f");
        assertThat(download("profile.perf")).contains("page-faults").doesNotContain("cpu-clock:u");
        browser.run("change({from: '-5', to: '-1'})");
        assertThat(download("profile.folded")).isEmpty();
        open("/compare?t=" + trace + "&t=" + trace);
        assertThat(browser.shown("#facts")).isEqualTo("No difference: 2 and 2 samples.");
        browser.run("change({'after.event': 'page-faults'})");
        assertThat(browser.shown("#facts")).isEqualTo("2 samples before, 3 after");
        assertThat(browser.shown("#unlike"))
                .isEqualTo("The two sides count different events: cpu-clock:u before, page-faults after."
                        + " Their shares are not comparable.");
        assertThat(browser.shown("#before-scale")).endsWith("1 sample in 20 ms");
        browser.run("change({'before.event': 'page-faults'})");
        assertThat(browser.shown("#facts")).isEqualTo("No difference: 3 and 3 samples.");
        assertThat(browser.shown("#unlike")).isEmpty();
        browser.run("history.back()");
        browser.await("!state['before.event']");
        assertThat(browser.text("return byId('swap').hash")).isEqualTo("#before.event=page-faults");
    }

    @Test
    void aTraceWithoutTimesThatSomebodyPutThereHasNoHeatMap() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("pi"));
        Files.writeString(folder.resolve("put.perf"), "app;main;f 3\napp;main;g 1\n");
        open("/traces/pi/put.perf#from=0.5&to=1&thread=7");
        assertThat(browser.text("return page.totals[0]")).isEqualTo("4");
        assertThat(browser.shown("#facts")).isEqualTo("4 samples · no timestamps, so there is no heat map");
        assertThat(browser.run("return byId('heatmap').checkVisibility() || byId('from').checkVisibility()")
                        .flag())
                .isFalse();
        assertThat(browser.shown(".forms")).contains("Folded stacks").doesNotContain("Heat map", "perf script");
        assertThat(download("profile.folded")).contains("app;main;f 3");
        for (String form : List.of("heatmap.svg", "heatmap.json", "profile.perf", "profile.folded?from=0.5")) {
            assertThat(send(HttpRequest.newBuilder(uri("/v1/traces/pi/put.perf/" + form)))
                            .body())
                    .as(form)
                    .contains("the trace has no timestamps and no threads");
        }
        open("/compare?t=pi/put.perf&t=" + send(HEAD + BODY));
        assertThat(browser.run("return byId('after-heat').checkVisibility()").flag())
                .isNotEqualTo(browser.run("return byId('before-heat').checkVisibility()")
                        .flag());
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void nobodyIsShutOutOfPagesWithRemarks() throws Exception {
        String trace = send(HEAD + BODY + FAULTS);
        for (String path : List.of(
                "/traces/" + trace + "#invocation=idle",
                "/compare?t=" + trace + "&t=" + trace + "#before.invocation=idle&after.event=page-faults")) {
            for (int width : List.of(390, 1280)) {
                for (boolean dark : List.of(false, true)) {
                    browser.size(width, 900);
                    browser.prefersDark(dark);
                    open(path);
                    assertThat(browser.barriers())
                            .as("%s, %s wide, dark %s", path, width, dark)
                            .isEmpty();
                    assertThat(browser.text("const e = document.documentElement; return e.scrollWidth - e.clientWidth"))
                            .as("%s, %s wide", path, width)
                            .isEqualTo("0");
                }
            }
        }
        browser.size(1280, 900);
        browser.prefersDark(false);
    }

    /** Downloads the trace from the page's link for this format. */
    private String download(String form) throws Exception {
        String address = browser.text(
                "return [...document.querySelectorAll('a.form')].find(a => a.dataset.form.endsWith(arguments[0])).href",
                form);
        return send(HttpRequest.newBuilder(URI.create(address))).body();
    }

    /** Whether cells with the same value have the same colour in both heat maps of a comparison. */
    private static String colours() {
        return browser.text("const of = (heat, value) => HeatMap.colour(value / heat.full);"
                + "const [one, other] = page.sides.map(side => side.heat);"
                + "return one.most === 1 && other.most === 8 && of(one, 1) === of(other, 1)");
    }
}
