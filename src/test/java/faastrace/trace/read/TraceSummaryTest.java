package faastrace.trace.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TraceSummaryTest {
    private static final String HEAD = "# faas-trace 1\n";

    @Test
    void samplesCountForTheInvocationOfTheirTimeAndThread() throws IOException {
        TraceSummary summary = of(invocation("a", "1.0", "2.0", "pid=7 tid=8")
                + invocation("b", "1.5", "3.0", "tid=9")
                + sample("7/8", "1.0")
                + sample("7/8", "2.0")
                + sample("7/8", "2.5")
                + sample("7/9", "1.5")
                + sample("7/9", "3.1"));
        assertThat(summary.samples()).isEqualTo(5);
        assertThat(summary.attributed()).isEqualTo(2);
        assertThat(summary.invocations())
                .extracting(TraceSummary.InvocationSamples::samples)
                .containsExactly(1L, 1L);
    }

    @Test
    void withoutAThreadTheProcessCountsAndWithoutBothTheTime() throws IOException {
        TraceSummary summary = of(overlapping("a", "1.0", "2.0", "pid=7")
                + overlapping("b", "1.0", "2.0", "")
                + sample("7/8", "1.1")
                + sample("7", "1.2")
                + sample("6/7", "1.3"));
        assertThat(summary.invocations())
                .extracting(TraceSummary.InvocationSamples::samples)
                .containsExactly(2L, 3L);
        assertThat(summary.attributed()).isEqualTo(3);
    }

    @Test
    void aLongInvocationIsFoundBehindShortOnes() throws IOException {
        StringBuilder text = new StringBuilder(invocation("long", "1.0", "9.0", ""));
        for (int i = 0; i < 100; i++) {
            text.append(invocation("s" + i, "2." + (100 + i), "2." + (101 + i), ""));
        }
        TraceSummary summary = of(text + sample("1/1", "8.0"));
        assertThat(summary.invocations().get(0).samples()).isEqualTo(1);
        assertThat(summary.attributed()).isEqualTo(1);
    }

    @Test
    void sharesCountSamplesNotFrames() throws IOException {
        String text = "a 1 3.0: 1 c:\n\t7f hot (/a)\n\t7f hot (/a)\n\n" + "a 1 1.0: 1 c:\n\t7f [unknown] (/a)\n\n"
                + "a 1 2.0: 1 c:\n\t7f cold (/a)\n\n" + "a 1 2.0: 1 c:\n\n";
        TraceSummary summary = TraceSummary.of(
                new ByteArrayInputStream(text.getBytes(UTF_8)),
                frame -> frame.symbol().equals("hot"));
        assertThat(summary.matchingShare()).isEqualTo(0.25);
        assertThat(summary.namedShare()).isEqualTo(0.5);
        assertThat(summary.firstNanos()).hasValue(1_000_000_000L);
        assertThat(summary.lastNanos()).hasValue(3_000_000_000L);
    }

    @Test
    void aTraceWithoutSamplesHasNoTimesAndNoShares() throws IOException {
        TraceSummary summary = of(invocation("a", "1.0", "2.0", ""));
        assertThat(summary.firstNanos()).isEmpty();
        assertThat(summary.namedShare()).isZero();
        assertThat(summary.invocations()).hasSize(1);
    }

    private static TraceSummary of(String body) throws IOException {
        return TraceSummary.of(new ByteArrayInputStream((HEAD + body).getBytes(UTF_8)));
    }

    private static String invocation(String id, String start, String end, String ids) {
        return "# faas-trace invocation id=" + id + " start=" + start + " end=" + end + " " + ids + " overlap=0\n";
    }

    private static String overlapping(String id, String start, String end, String ids) {
        return invocation(id, start, end, ids).replace("overlap=0", "overlap=1");
    }

    private static String sample(String ids, String time) {
        return "app " + ids + " [000] " + time + ": 1 cpu-clock:u:\n\t7f f (/a)\n\n";
    }
}
