package faastrace.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttributionTest {
    @Test
    void aSampleAtTheEndBelongsToTheInvocationThatBeginsThere() {
        Attribution attribution = new Attribution(List.of(ofThread(1, 5, 9, false), ofThread(5, 9, 9, false)));
        assertThat(attribution.owners(sample(1, 9))).containsExactly(0);
        assertThat(attribution.owners(sample(4, 9))).containsExactly(0);
        assertThat(attribution.owners(sample(5, 9))).containsExactly(1);
        assertThat(attribution.owners(sample(9, 9))).isEmpty();
        assertThat(attribution.owners(sample(0, 9))).isEmpty();
    }

    @Test
    void invocationsOnTheirOwnThreadsOwnOnlyThoseThreadsSamples() {
        Attribution attribution = new Attribution(List.of(ofThread(1, 9, 8, false), ofThread(1, 9, 9, false)));
        assertThat(attribution.owners(sample(3, 8))).containsExactly(0);
        assertThat(attribution.owners(sample(3, 9))).containsExactly(1);
        assertThat(attribution.owners(sample(3, 7))).isEmpty();
    }

    @Test
    void flaggedInvocationsOwnASampleTogether() {
        Attribution attribution = new Attribution(List.of(ofProcess(1, 5, true), ofProcess(3, 9, true)));
        assertThat(attribution.owners(sample(2, 8))).containsExactly(0);
        assertThat(attribution.owners(sample(4, 8))).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void whatIsNotFlaggedOwnsItsSamplesAlone() {
        Attribution attribution = new Attribution(List.of(ofProcess(1, 9, true), ofThread(3, 5, 8, false)));
        assertThat(attribution.owners(sample(4, 8))).containsExactly(1);
        assertThat(attribution.owners(sample(4, 9))).containsExactly(0);
    }

    @Test
    void nobodyOwnsWhatTwoClaimForThemselves() {
        Attribution attribution =
                new Attribution(List.of(ofProcess(1, 9, false), ofProcess(1, 9, false), ofProcess(1, 9, true)));
        assertThat(attribution.owners(sample(4, 8))).isEmpty();
    }

    @Test
    void childrenOfAProcessCountForIt() {
        Invocation parent = new Invocation("a", 1, 9, OptionalInt.of(7), OptionalInt.empty(), Set.of(70, 71), false);
        Attribution attribution = new Attribution(List.of(parent));
        assertThat(attribution.owners(new Sample("a", 71, 72, 0, 4, 1, "", List.of())))
                .containsExactly(0);
        assertThat(attribution.owners(new Sample("a", 72, 71, 0, 4, 1, "", List.of())))
                .isEmpty();
    }

    private static Invocation ofThread(long start, long end, int tid, boolean overlap) {
        return new Invocation("a", start, end, OptionalInt.of(7), OptionalInt.of(tid), overlap);
    }

    private static Invocation ofProcess(long start, long end, boolean overlap) {
        return new Invocation("a", start, end, OptionalInt.of(7), OptionalInt.empty(), overlap);
    }

    private static Sample sample(long time, int tid) {
        return new Sample("a", 7, tid, 0, time, 1, "", List.of());
    }
}
