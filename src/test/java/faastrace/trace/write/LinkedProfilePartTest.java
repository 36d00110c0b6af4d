package faastrace.trace.write;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.TraceContext;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Limits the size of profiles in which samples have links to calls. */
class LinkedProfilePartTest {
    /** Pyroscope rejects profiles that are larger in pprof's format, in which each sample repeats its stack. */
    private static final int MOST_BYTES = 4 << 20;

    private final LinkedProfilePart part = new LinkedProfilePart();

    @Test
    void aDeepStackCountsForEachCall() {
        List<String> deep = IntStream.range(0, 900).mapToObj(i -> "f" + i).toList();
        int calls = 0;
        while (add(calls, deep, new long[0])) {
            calls++;
        }
        int frameBytes = 2; // for frames after the 127th
        assertThat(calls).isBetween(500, MOST_BYTES / (frameBytes * deep.size()));
        assertThat(part.profile("cpu-clock", 0, 1, 1).stacks()).hasSize(1);
    }

    @Test
    void timesCount() {
        assertThat(add(0, List.of("f"), new long[90_000])).isTrue();
        assertThat(add(1, List.of("f"), new long[20_000])).isFalse();
    }

    @Test
    void theFirstSamplesFitInAnyCase() {
        assertThat(add(0, List.of("f"), new long[300_000])).isTrue();
        assertThat(add(1, List.of("f"), new long[1])).isFalse();
    }

    private boolean add(int call, List<String> names, long[] times) {
        TraceContext context = TraceContext.derived("call-" + call);
        return part.add(0, 0, () -> names, Optional.of(context), Math.max(1, times.length), times);
    }
}
