package faastrace.chart;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.io.IOException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class NoSamplesTest {
    private static final String HEAD = "# faas-trace 1\n# faas-trace meta function=pi rate=200\n"
            + "# faas-trace invocation id=idle start=9.25 end=9.2532 pid=7 tid=8 overlap=0\n"
            + "# faas-trace invocation id=busy start=10.0 end=10.5 pid=7 tid=8 overlap=0\n";
    private static final String BODY = Traces.sample("10.1", "f") + Traces.sample("10.2", "g");

    @Test
    void whatHasSamplesNeedsNoWord() throws IOException {
        assertThat(NoSamples.explain(Traces.of(HEAD + BODY), Selection.ALL.ofInvocation("busy")))
                .isEmpty();
    }

    @Test
    void anInvocationWithoutSamplesIsDescribed() throws IOException {
        assertThat(why(HEAD + BODY, Selection.ALL.ofInvocation("idle")))
                .isEqualTo("Invocation idle has no samples. It took 3.20 ms, and each of its threads used less"
                        + " CPU time than one sampling period, 5.00 ms at 200 Hz. It ran from -0.750 to -0.747 s.");
    }

    @Test
    void aTraceOfNoSampleAtAllKnowsItsInvocations() throws IOException {
        assertThat(why(HEAD, Selection.ALL.ofInvocation("idle"))).contains("It took 3.20 ms", "0.250 to 0.253 s");
        assertThat(why(HEAD, Selection.ALL)).isEqualTo("This trace contains no samples.");
    }

    @Test
    void nothingIsSaidOfProcessorTimeWhereItIsNotKnown() throws IOException {
        Selection idle = Selection.ALL.ofInvocation("idle");
        assertThat(why(HEAD.replace(" rate=200", "") + BODY, idle)).doesNotContain("CPU time");
        assertThat(why(HEAD + BODY.replace("cpu-clock:u", "page-faults"), idle)).doesNotContain("CPU time");
        assertThat(why(HEAD + BODY + "what is this\n", idle))
                .doesNotContain("CPU time")
                .endsWith("Parts of this trace were left out. They may have contained samples of this invocation.");
        String claimed = "# faas-trace invocation id=other start=9.0 end=9.9 pid=7 tid=8 overlap=0\n";
        assertThat(why(HEAD + claimed + BODY, idle))
                .doesNotContain("CPU time")
                .contains("Another invocation claims the same threads at that time");
        assertThat(why(HEAD + claimed.replace("tid=8", "tid=9") + BODY, idle)).contains("CPU time");
    }

    @Test
    void ofSeveralEventsTheOneThatWasChosenIsNamed() throws IOException {
        String faults = Traces.sample("9.251", "f").replace("cpu-clock:u", "page-faults");
        Selection idle = Selection.ALL.ofInvocation("idle");
        assertThat(why(HEAD + BODY + faults, idle.ofEvent("cpu-clock:u")))
                .contains("Invocation idle has no samples of cpu-clock:u.", "less CPU time");
        assertThat(NoSamples.explain(Traces.of(HEAD + BODY + faults), idle.ofEvent("page-faults")))
                .isEmpty();
        assertThat(why(HEAD + BODY + faults, Selection.ALL.ofInvocation("busy").ofEvent("page-faults")))
                .isEqualTo("Invocation busy has no samples of page-faults. It took 500.0 ms."
                        + " It ran from 1.000 to 1.500 s.");
    }

    @Test
    void otherwiseWhatWasChosenIsNamed() throws IOException {
        Selection range = Selection.ALL.within(11_000_000_000L, 12_500_000_000L);
        assertThat(why(HEAD + BODY, range.withoutIdle()))
                .isEqualTo("None of the trace’s 2 samples is in the selection: from 1 s, to 2.5 s, without idle"
                        + " samples.");
        assertThat(why(HEAD + BODY, range.ofInvocation("busy").ofThread(null, OptionalInt.of(7), OptionalInt.empty())))
                .isEqualTo("Invocation busy has 2 samples, but none is in the selection:"
                        + " process 7, from 1 s, to 2.5 s.");
    }

    private static String why(String text, Selection selection) throws IOException {
        Trace trace = Traces.of(text);
        return NoSamples.explain(trace, selection).orElseThrow();
    }
}
