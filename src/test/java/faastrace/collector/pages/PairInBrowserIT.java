package faastrace.collector.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import faastrace.chart.Differential;
import faastrace.trace.Events;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.call.SyntheticCalls;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Compares the invocations of two traces in a real browser. */
@Timeout(240)
class PairInBrowserIT extends PagesInBrowserFixture {
    @Test
    void thePageAndTheCommandLineAgree() throws Exception {
        String before = new SyntheticCalls(1).calls(450).text();
        String after = new SyntheticCalls(2).rate(99).more("render", 0.2).text();
        open("/compare?before=" + send("shop", before) + "&after=" + send("shop", after));
        JsonNode shown = new ObjectMapper().readTree(browser.text("return JSON.stringify(page.perCall)"));
        JsonNode right = perCall(SyntheticCalls.read(before), SyntheticCalls.read(after));
        assertThat(shown.get("calls")).isEqualTo(right.get("calls"));
        for (String key : List.of("before", "after", "low", "high")) {
            double nanos = right.at("/total/" + key).asDouble();
            assertThat(shown.at("/total/" + key).asDouble()).as(key).isCloseTo(nanos, within(1.0));
        }
        assertThat(shown.at("/total/verdict").asText()).isEqualTo("slower");
        Map<String, String> verdicts = verdicts(right);
        assertThat(verdicts(shown)).isEqualTo(verdicts).containsValues("slower", "noise");
    }

    @Test
    void slowerFunctionsComeFirstAndAButtonShowsShares() throws Exception {
        String before = send("shop", new SyntheticCalls(1).text());
        String after = send("shop", new SyntheticCalls(3).more("render", 0.2).text());
        open("/compare?before=" + before + "&after=" + after);
        assertThat(browser.shown("#noise"))
                .startsWith("CPU time per invocation: 31.18 ms before (200 invocations), ")
                .contains("The change is significant: with a confidence of 99 %");
        assertThat(browser.shown("#topTitle")).isEqualTo("Slower functions, CPU time per invocation");
        assertThat(functions()).startsWith("handle 31.18 ms render 15.65 ms");
        assertThat(browser.text("return byId('top').rows[2].lastChild.textContent"))
                .isEqualTo("yes");
        assertThat(browser.barriers()).isEmpty();
        browser.click("#unit");
        assertThat(browser.shown("#topTitle")).isEqualTo("Functions whose share grew");
        assertThat(functions()).startsWith("render 50.2 %");
        assertThat(browser.address()).contains("unit=shares");
        open("/compare?before=" + before + "&after=" + after + "#before.to=0.5");
        assertThat(browser.shown("#noise"))
                .contains("There are too few invocations to tell whether the change is significant");
        open("/compare?before=" + before + "&after=" + send("shop", BODY));
        assertThat(browser.shown("#whyShares"))
                .isEqualTo("Shares are compared, because the time of an invocation is not known."
                        + " After: This trace does not list any invocation.");
        assertThat(browser.run("return byId('unit').hidden && byId('noise').hidden")
                        .flag())
                .isTrue();
    }

    private static JsonNode perCall(Trace before, Trace after) throws Exception {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        Differential.of(before, event(before), after, event(after)).write(List.of("a", "b"), json);
        return new ObjectMapper().readTree(json.toString(UTF_8)).get("perCall");
    }

    private static Selection event(Trace trace) {
        return Selection.ALL.ofEvent(Events.of(trace).preferred());
    }

    /** The verdicts by the rounded times of the functions. */
    private static Map<String, String> verdicts(JsonNode perCall) {
        Map<String, String> verdicts = new HashMap<>();
        for (JsonNode one : perCall.get("functions")) {
            String times = Math.round(one.get("before").asDouble() / 1000) + " to "
                    + Math.round(one.get("after").asDouble() / 1000);
            verdicts.put(times, one.get("verdict").asText());
        }
        return verdicts;
    }
}
