package faastrace.trace.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.trace.read.CountedInvocations.Counted;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CountedInvocationsTest {
    @Test
    void invocationsWithTheSameIdAreCountedSeparately() throws IOException {
        CountedInvocations counted = counted(invocation("1", 1, 2, 0)
                + invocation("0", 2, 3, 0)
                + invocation("0", 2.5, 4, 0).replace("tid=8", "tid=9")
                + sample(8, 1.5)
                + sample(8, 2.5)
                + sample(8, 2.6)
                + sample(9, 2.6)
                + sample(9, 3.5)
                + sample(9, 3.6)
                + sample(9, 4.5));
        assertThat(counted.invocations()).extracting(Counted::samples).containsExactly(1L, 2L, 3L);
        assertThat(counted.invocations())
                .extracting(one -> one.invocation().id())
                .containsExactly("1", "0", "0");
        assertThat(counted.result().samples()).isEqualTo(7);
    }

    @Test
    void theMemoryForInvocationsIsLimited() throws IOException {
        String trace = invocation("1", 1, 2, 0) + invocation("2", 2, 3, 0) + sample(8, 1.5);
        assertThat(CountedInvocations.of(stream(trace), 10_000_000).invocations())
                .hasSize(2);
        assertThatThrownBy(() -> CountedInvocations.of(stream(trace), 1000)).isInstanceOf(TraceTooLarge.class);
        assertThatThrownBy(() -> CountedInvocations.of(stream(trace), -1)).isInstanceOf(TraceTooLarge.class);
    }

    @Test
    void aSharedSampleCountsForEachOfItsOwners() throws IOException {
        CountedInvocations counted =
                counted(invocation("a", 1, 3, 1) + invocation("b", 2, 4, 1) + sample(8, 2.5) + sample(8, 3.5));
        assertThat(counted.invocations()).extracting(Counted::samples).containsExactly(1L, 2L);
    }

    @Test
    void theEarliestSampleCountsWhereverItIs() throws IOException {
        String head = invocation("a", 1, 9, 0);
        assertThat(counted(head + sample(8, 3) + sample(8, 2.25) + sample(8, 5)).firstNanos())
                .hasValue(2_250_000_000L);
        assertThat(counted(head).firstNanos()).isEmpty();
    }

    /** There is no room for so many sets of invocations that share samples. */
    @Test
    void samplesThatTooManyInvocationsShareAreLeftOutAndReported() throws IOException {
        int count = 3000;
        StringBuilder head = new StringBuilder();
        StringBuilder samples = new StringBuilder();
        for (int i = 0; i < count; i++) {
            head.append(invocation("i" + i, 1 + i * 0.001, 9999, 1));
            samples.append(sample(8, 1 + i * 0.001 + 0.0005));
        }
        CountedInvocations counted = counted(head.toString() + samples);
        long crowded = counted.result().skipped().crowded();
        assertThat(crowded).isPositive();
        assertThat(counted.invocations().get(0).samples()).isPositive().isEqualTo(count - crowded);
    }

    @Test
    void aHeadThatExceedsTheMemoryOfAReaderIsRefused() {
        String text = invocation("a", 1, 2, 0).repeat(5000) + sample(8, 1.5);
        assertThatThrownBy(() -> TraceReader.ofSamplesWithin(1_000_000).add(stream(text)))
                .isInstanceOf(TraceTooLarge.class)
                .hasMessageContaining("invocations");
    }

    private static CountedInvocations counted(String text) throws IOException {
        return CountedInvocations.of(stream(text));
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static String invocation(String id, double start, double end, int overlap) {
        String line = "# faas-trace invocation id=%s start=%.6f end=%.6f pid=7 tid=8 overlap=%d\n";
        return String.format(Locale.ROOT, line, id, start, end, overlap);
    }

    private static String sample(int tid, double time) {
        return String.format(Locale.ROOT, "app 7/%d [000] %.6f: 1 cpu-clock:u:\n\t7f f (/a)\n\n", tid, time);
    }
}
