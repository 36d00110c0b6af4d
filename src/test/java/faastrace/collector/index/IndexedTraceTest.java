package faastrace.collector.index;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.InvocationTimes;
import faastrace.trace.invocation.MeasuredInvocation;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Checks how much later than its last invocation a trace was received. */
class IndexedTraceTest {
    private static final long SECOND = 1_000_000_000;
    private static final long RECEIVED = 1_796_052_978_000L;

    private static MeasuredInvocation invocation(long startSecond, long seconds) {
        return new MeasuredInvocation("id", startSecond * SECOND, seconds * SECOND, InvocationTimes.UNKNOWN, 0);
    }

    private static long late(long epochSecond) {
        return IndexedTrace.late(
                RECEIVED, OptionalLong.of(epochSecond * SECOND), List.of(invocation(10, 5), invocation(11, 2)));
    }

    @Test
    void theTimeOfDayOfTheLastEndIsUsed() {
        long received = RECEIVED / 1000;
        assertThat(late(received - 15 - 7)).isEqualTo(7_000);
        assertThat(late(received - 15 - 3590)).isEqualTo(3_590_000);
    }

    @Test
    void aTimeOfDayThatCanNotBeTrueIsNotUsed() {
        long received = RECEIVED / 1000;
        assertThat(late(received - 14)).isZero(); // it would have ended a second after it was received
        assertThat(late(received - 15 - 3600)).isZero();
        assertThat(late(0)).isZero();
        assertThat(late(Long.MAX_VALUE / SECOND - 1)).isZero();
        assertThat(IndexedTrace.late(RECEIVED, OptionalLong.empty(), List.of(invocation(10, 5))))
                .isZero();
        assertThat(IndexedTrace.late(RECEIVED, OptionalLong.of(1), List.of())).isZero();
    }
}
