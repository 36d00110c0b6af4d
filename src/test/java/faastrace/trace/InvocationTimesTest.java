package faastrace.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class InvocationTimesTest {
    private static InvocationTimes times(long cpu, long ready, boolean shared) {
        return new InvocationTimes(OptionalLong.of(cpu), OptionalLong.of(ready), OptionalLong.empty(), shared);
    }

    @Test
    void whatIsLeftOfTheDurationIsWaiting() {
        assertThat(times(30, 20, false).waitingNanos(149)).hasValue(99);
        assertThat(times(30, 20, true).waitingNanos(149)).hasValue(99);
    }

    @Test
    void roundingDoesNotMakeWaitingNegative() {
        assertThat(times(90, 11, false).waitingNanos(100)).hasValue(0);
    }

    @Test
    void ifSeveralThreadsWereBusyForLongerThanTheDurationWaitingIsUnknown() {
        assertThat(times(90, 20, true).waitingNanos(100)).isEmpty();
    }

    @Test
    void ifANumberIsMissingWaitingIsUnknown() {
        OptionalLong none = OptionalLong.empty();
        assertThat(new InvocationTimes(OptionalLong.of(1), none, none, false).waitingNanos(100))
                .isEmpty();
        assertThat(new InvocationTimes(none, OptionalLong.of(1), none, false).waitingNanos(100))
                .isEmpty();
    }
}
