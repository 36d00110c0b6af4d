package faastrace.trace.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import faastrace.trace.CallTree;
import faastrace.trace.Events;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CallComparisonTest {
    private static final int RUNS = 20;
    private static final double LIMIT = 0.1;

    @Test
    void aFunctionAgainstItselfNeverFails() {
        for (int run = 0; run < RUNS; run++) {
            CallComparison same = compare(new SyntheticCalls(run), new SyntheticCalls(1000 + run));
            assertThat(same.total(Measure.cpu).grewBy(LIMIT)).as("run %s", run).isFalse();
            assertThat(same.total(Measure.duration).grewBy(LIMIT))
                    .as("run %s", run)
                    .isFalse();
        }
    }

    @Test
    void twentyPerCentMoreCpuFails() {
        int failed = 0;
        int named = 0;
        for (int run = 0; run < RUNS; run++) {
            CallComparison grown = compare(new SyntheticCalls(run), new SyntheticCalls(1000 + run).more("render", 0.2));
            failed += grown.total(Measure.cpu).grewBy(LIMIT) ? 1 : 0;
            named += verdicts(grown).get("render") == Verdict.slower ? 1 : 0;
        }
        assertThat(failed).isGreaterThanOrEqualTo(19);
        assertThat(named).isGreaterThanOrEqualTo(19);
    }

    @Test
    void amongManyFunctionsThatDidNotChangeNoneIsNamed() {
        int named = 0;
        for (int run = 0; run < RUNS; run++) {
            SyntheticCalls before = new SyntheticCalls(run);
            SyntheticCalls after = new SyntheticCalls(1000 + run);
            for (int i = 0; i < 40; i++) {
                before.more("f" + i, 0.05);
                after.more("f" + i, 0.05);
            }
            named += verdicts(compare(before, after)).values().stream()
                            .anyMatch(verdict -> verdict == Verdict.slower || verdict == Verdict.faster)
                    ? 1
                    : 0;
        }
        assertThat(named).isLessThanOrEqualTo(1);
    }

    /** The machine is slower at some times than at others, so invocations of the same recording are alike. */
    @Test
    void manyRecordingsShowHowMuchTheMachineVaries() {
        int certain = 0;
        int failed = 0;
        for (int run = 0; run < RUNS; run++) {
            CallComparison same = compare(recordings(run, 0), recordings(1000 + run, 0));
            assertThat(same.isByRecording()).isTrue();
            certain += same.total(Measure.cpu).verdict() == Verdict.noise ? 0 : 1;
            failed += compare(recordings(run, 0), recordings(1000 + run, 0.8))
                            .total(Measure.cpu)
                            .grewBy(LIMIT)
                    ? 1
                    : 0;
        }
        assertThat(certain).isLessThanOrEqualTo(1);
        assertThat(failed).isGreaterThanOrEqualTo(19);
    }

    /** For seconds at a time, the same work takes 1.7 times as long. The average can't show 20 % more work then. */
    @Test
    void theFastestTenthShowsAChangeOnADisturbedMachine() {
        int failed = 0;
        int byAverage = 0;
        for (int run = 0; run < RUNS; run++) {
            Total same = fastest(compare(disturbed(run, 0), disturbed(1000 + run, 0)));
            assertThat(same.grewBy(LIMIT)).as("run %s", run).isFalse();
            CallComparison grown = compare(disturbed(run, 0), disturbed(2000 + run, 0.2));
            failed += fastest(grown).grewBy(LIMIT) ? 1 : 0;
            byAverage += grown.total(Measure.cpu).grewBy(LIMIT) ? 1 : 0;
        }
        assertThat(failed).isGreaterThanOrEqualTo(19);
        assertThat(byAverage).isLessThan(failed);
    }

    @Test
    void theFastestTenthIsTheAverageOfTheFastestInvocations() {
        CallComparison slower = compare(
                new SyntheticCalls(1).times(10, 0).calls(40).measured(),
                new SyntheticCalls(2).times(15, 0).calls(40).measured());
        assertThat(fastest(slower).before()).isCloseTo(10e6, within(1.0));
        assertThat(fastest(slower).after()).isCloseTo(15e6, within(1.0));
        assertThat(slower.fastest(Measure.duration).orElseThrow().growth().orElseThrow())
                .isBetween(0.3, 0.5);
        assertThat(compare(new SyntheticCalls(1), new SyntheticCalls(2)).fastest(Measure.cpu))
                .as("the time of each invocation is only known from samples")
                .isEmpty();
    }

    private static Total fastest(CallComparison comparison) {
        return comparison.fastest(Measure.cpu).orElseThrow();
    }

    /** 20 recordings of 15 invocations, on a machine that is disturbed half of the time. */
    private static Trace disturbed(int seed, double more) {
        Random random = new Random(seed);
        String[] texts = new String[20];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = new SyntheticCalls(100L * seed + i)
                    .times(10 * (random.nextBoolean() ? 1.7 : 1), 0.05)
                    .calls(15)
                    .more("render", more)
                    .measured()
                    .text()
                    .replace("id=c", "id=" + i + "-");
        }
        return SyntheticCalls.read(texts);
    }

    private static Trace recordings(int seed, double more) {
        Random random = new Random(seed);
        String[] texts = new String[12];
        for (int i = 0; i < texts.length; i++) {
            double millis = 30 * Math.exp(0.25 * random.nextGaussian());
            texts[i] = new SyntheticCalls(100L * seed + i)
                    .times(millis, 0.2)
                    .calls(25)
                    .more("render", more)
                    .text()
                    .replace("id=c", "id=" + i + "-");
        }
        return SyntheticCalls.read(texts);
    }

    @Test
    void theTimeOfACallIsRightWhateverTheSamplingRate() {
        CallComparison rates = compare(
                new SyntheticCalls(1).calls(2000).rate(1000),
                new SyntheticCalls(2).calls(2000).rate(99).more("query", 0.25));
        double average = 30e6 * Math.exp(0.3 * 0.3 / 2);
        Total total = rates.total(Measure.cpu);
        assertThat(total.before()).isCloseTo(average, within(0.05 * average));
        assertThat(total.after()).isCloseTo(1.25 * average, within(0.05 * average));
        assertThat(rates.calls()).containsExactly(2000, 2000);
        FunctionChange query = rates.changes().stream()
                .filter(change -> change.function().equals("query"))
                .findFirst()
                .orElseThrow();
        assertThat(query.delta()).isCloseTo(0.25 * average, within(0.05 * average));
        assertThat(query.verdict()).isEqualTo(Verdict.slower);
    }

    @Test
    void slowerComesFirstAndFasterLast() {
        List<String> changed = compare(
                        new SyntheticCalls(1).calls(500).more("old", 0.3),
                        new SyntheticCalls(2).calls(500).more("new", 0.4))
                .changes()
                .stream()
                .filter(change -> change.verdict() == Verdict.slower || change.verdict() == Verdict.faster)
                .map(FunctionChange::function)
                .toList();
        assertThat(changed).startsWith("new").endsWith("old");
    }

    @Test
    void measuredTimesReplaceSamplesIfEveryCallHasThem() {
        SyntheticCalls quick = new SyntheticCalls(1).times(1, 0.3).measured();
        SyntheticCalls slow = new SyntheticCalls(2).times(1.2, 0.3).measured();
        assertThat(compare(quick, slow).total(Measure.cpu))
                .matches(Total::measured)
                .matches(total -> total.grewBy(LIMIT));
        Total sampled = compare(new SyntheticCalls(1).times(1, 0.3), slow).total(Measure.cpu);
        assertThat(sampled.measured()).isFalse();
        assertThat(sampled.verdict()).as("a sample in every fifth invocation").isEqualTo(Verdict.noise);
    }

    @Test
    void fewCallsAreNoGroundForAClaim() {
        CallComparison few = compare(new SyntheticCalls(1).calls(19), new SyntheticCalls(2).more("render", 2));
        assertThat(few.hasEnoughCalls()).isFalse();
        assertThat(few.total(Measure.cpu).verdict()).isEqualTo(Verdict.few);
        assertThat(few.total(Measure.cpu).grewBy(LIMIT)).isFalse();
        assertThat(verdicts(few).values()).containsOnly(Verdict.few);
    }

    @Test
    void aFunctionInFewCallsIsNotJudged() {
        String text = new SyntheticCalls(2).text();
        String rare = text.substring(text.indexOf("python3"), text.indexOf("\n\n", text.indexOf("python3")) + 2)
                .replace("parse", "rare");
        CallComparison comparison = compare(SyntheticCalls.read(text), SyntheticCalls.read(text + rare.repeat(9)));
        assertThat(verdicts(comparison)).containsEntry("rare", Verdict.few);
    }

    @Test
    void theResultIsAlwaysTheSame() {
        List<Total> totals = new ArrayList<>();
        for (int run = 0; run < 3; run++) {
            totals.add(compare(new SyntheticCalls(1), new SyntheticCalls(2)).total(Measure.cpu));
        }
        assertThat(totals).containsOnly(totals.get(0));
    }

    @Test
    void aSampleOfSeveralCallsIsSharedAmongThem() {
        String head = "# faas-trace 1\n# faas-trace meta rate=100\n"
                + "# faas-trace invocation id=a start=1.000000000 end=2.000000000 pid=7 tid=7 overlap=1\n"
                + "# faas-trace invocation id=b start=1.000000000 end=2.000000000 pid=7 tid=7 overlap=1\n\n";
        Trace trace = SyntheticCalls.read(head + sample("1.5").repeat(3));
        CallComparison both = compare(trace, trace);
        assertThat(both.total(Measure.cpu).before()).isEqualTo(15e6);
        CallComparison one =
                CallComparison.of(new CallTree(), trace, event(trace).ofInvocation("a"), trace, event(trace));
        assertThat(one.total(Measure.cpu).before()).isEqualTo(15e6);
        assertThat(one.calls()).containsExactly(1, 2);
    }

    @Test
    void callsWithGapsInTheirSamplesAreLeftOutAndCounted() {
        String head = "# faas-trace 1\n# faas-trace meta rate=100\n"
                + "# faas-trace invocation id=a start=1.000000000 end=2.000000000 pid=7 tid=7 overlap=0\n"
                + "# faas-trace invocation id=b start=2.000000000 end=3.000000000 pid=7 tid=7 overlap=0"
                + " unsampled=1000\n\n";
        Trace trace = SyntheticCalls.read(head + sample("1.5") + sample("2.5"));
        CallComparison comparison = compare(trace, trace);
        assertThat(comparison.calls()).containsExactly(1, 1);
        assertThat(comparison.unsampled()).containsExactly(1, 1);
        assertThat(comparison.total(Measure.cpu).before()).isEqualTo(10e6);
    }

    @Test
    void whatIsMissingIsNamed() {
        String head = "# faas-trace 1\n# faas-trace meta function=f\n"
                + "# faas-trace invocation id=a start=1.000000000 end=2.000000000 pid=7 tid=7 overlap=0\n\n";
        Trace bare = SyntheticCalls.read(sample("1.5"));
        Trace unrated = SyntheticCalls.read(head + sample("1.5"));
        Trace faults = SyntheticCalls.read(head + sample("1.5").replace("cpu-clock:u", "page-faults"));
        assertThat(compare(bare, unrated).why())
                .containsExactly(
                        "This trace does not list any invocation.",
                        "This trace does not tell how much CPU time a sample stands for.");
        assertThat(compare(faults, faults).why().get(0)).isEqualTo("Samples of page-faults do not measure time.");
        CallComparison later = CallComparison.of(
                new CallTree(), unrated, event(unrated).within(1_500_000_000L, Long.MAX_VALUE), unrated, Selection.ALL);
        assertThat(later.why().get(0)).isEqualTo("No invocation is in the selection as a whole.");
        assertThat(later.isKnown()).isFalse();
    }

    private static String sample(String time) {
        return "app 7/7 [000] " + time + ": 1 cpu-clock:u:\n\t7f f (/a)\n\n";
    }

    private static Map<String, Verdict> verdicts(CallComparison comparison) {
        return comparison.changes().stream()
                .collect(Collectors.toMap(FunctionChange::function, FunctionChange::verdict));
    }

    private static CallComparison compare(SyntheticCalls before, SyntheticCalls after) {
        return compare(before.trace(), after.trace());
    }

    private static CallComparison compare(Trace before, Trace after) {
        return CallComparison.of(new CallTree(), before, event(before), after, event(after));
    }

    private static Selection event(Trace trace) {
        return Selection.ALL.ofEvent(Events.of(trace).choose(null, "--event "));
    }
}
