package faastrace.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000;

    private final Pace pace = new Pace(1000);
    private final long begin = System.nanoTime();

    @Test
    void bytesBeyondTheRateWait() {
        assertThat(pace.reserve(400, begin)).as("after a pause").isZero();
        assertThat(pace.reserve(500, begin)).isBetween(SECOND * 49 / 100, SECOND / 2);
        assertThat(pace.reserve(100, begin)).as("after the ones before").isBetween(SECOND * 59 / 100, SECOND * 6 / 10);
        assertThat(pace.reserve(100, begin + SECOND)).isZero();
    }

    @Test
    void aLongPauseAllowsNoMoreThanAShortOne() {
        assertThat(pace.reserve(400, begin + 1000 * SECOND)).isZero();
        assertThat(pace.reserve(100, begin + 1000 * SECOND)).isEqualTo(SECOND / 10);
    }

    @Test
    void oneRequestMayBeLargerThanWhatIsAllowedAtOnce() {
        assertThat(pace.reserve(2400, begin)).isBetween(SECOND * 199 / 100, 2 * SECOND);
    }
}
