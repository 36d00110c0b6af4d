package faastrace.trace.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Trace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Checks which samples of a text belong to which invocations of its head. */
class InvocationSamplesTest {
    @Test
    void samplesCountForTheInvocationOfTheirTimeAndThread() throws IOException {
        Trace trace = read(invocation("a", "1.0", "2.0", "pid=7 tid=8")
                + invocation("b", "1.5", "3.0", "tid=9")
                + sample("7/8", "1.0")
                + sample("7/8", "2.0")
                + sample("7/8", "2.5")
                + sample("7/9", "1.5")
                + sample("7/9", "3.1"));
        assertThat(trace.size()).isEqualTo(5);
        assertThat(attributed(trace)).isEqualTo(2);
        assertThat(samplesOf("a", trace)).isEqualTo(1);
        assertThat(samplesOf("b", trace)).isEqualTo(1);
    }

    @Test
    void withoutAThreadTheProcessCountsAndWithoutBothTheTime() throws IOException {
        Trace trace = read(overlapping("a", "1.0", "2.0", "pid=7")
                + overlapping("b", "1.0", "2.0", "")
                + sample("7/8", "1.1")
                + sample("7", "1.2")
                + sample("6/7", "1.3"));
        assertThat(samplesOf("a", trace)).isEqualTo(2);
        assertThat(samplesOf("b", trace)).isEqualTo(3);
        assertThat(attributed(trace)).isEqualTo(3);
    }

    @Test
    void aLongInvocationIsFoundBehindShortOnes() throws IOException {
        StringBuilder text = new StringBuilder(invocation("long", "1.0", "9.0", ""));
        for (int i = 0; i < 100; i++) {
            text.append(invocation("s" + i, "2." + (100 + i), "2." + (101 + i), ""));
        }
        Trace trace = read(text + sample("1/1", "8.0"));
        assertThat(samplesOf("long", trace)).isEqualTo(1);
        assertThat(attributed(trace)).isEqualTo(1);
    }

    @Test
    void anInvocationWithoutSamplesIsStillInTheHead() throws IOException {
        Trace trace = read(invocation("a", "1.0", "2.0", ""));
        assertThat(trace.size()).isZero();
        assertThat(trace.heads().get(0).invocations()).hasSize(1);
    }

    private static long samplesOf(String id, Trace trace) {
        long count = 0;
        for (int row = 0; row < trace.size(); row++) {
            count += trace.invocations(trace.owners(row)).contains(id) ? 1 : 0;
        }
        return count;
    }

    /** The number of samples that belong to at least one invocation. */
    private static long attributed(Trace trace) {
        long count = 0;
        for (int row = 0; row < trace.size(); row++) {
            count += trace.invocationCount(trace.owners(row)) > 0 ? 1 : 0;
        }
        return count;
    }

    private static Trace read(String body) throws IOException {
        TraceReader reader = TraceReader.ofSamples();
        reader.add(new ByteArrayInputStream(("# faas-trace 1\n" + body).getBytes(UTF_8)));
        return reader.trace();
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
