package faastrace.trace.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import faastrace.trace.Frame;
import faastrace.trace.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks what is read from the line that begins a sample. */
class EventLineTest extends PerfScriptFixture {
    @Test
    void aSampleHasCommandIdsCpuTimePeriodEventAndFrames() {
        read("app  1234/1235 [003]   100.100000:     250000 cpu-clock: \n" + FRAME);
        assertThat(samples)
                .containsExactly(new Sample(
                        "app",
                        1234,
                        1235,
                        3,
                        100_100_000_000L,
                        250_000,
                        "cpu-clock",
                        List.of(new Frame("leaf_fn", "/usr/bin/app"))));
    }

    @Test
    void aLoneNumberIsTheThread() {
        read("app  1234   100.1: 1 cycles: \n" + FRAME);
        assertThat(only().pid()).isEqualTo(-1);
        assertThat(only().tid()).isEqualTo(1234);
        assertThat(only().cpu()).isEqualTo(-1);
    }

    @Test
    void commandsMayHoldBlanksDigitsAndColons() {
        read(event("V8 Worker 7") + event("7zip") + event("a 1:") + event("kworker/u4:2-ev") + event("x"));
        assertThat(samples)
                .extracting(Sample::command)
                .containsExactly("V8 Worker 7", "7zip", "a 1:", "kworker/u4:2-ev", "x");
    }

    @Test
    void aCommandThatLooksLikeATimeIsStillACommand() {
        read(event("a 1 2.0: b:"));
        assertThat(only().command()).isEqualTo("a 1 2.0: b:");
        assertThat(only().timeNanos()).isEqualTo(5_500_000_000L);
    }

    @Test
    void aPayloadThatLooksLikeATimeIsStillAPayload() {
        read("app 12/12 [000] 5.5: 1 sched:sched_wakeup: comm=x 12 3.4: 1 cycles:\n" + FRAME);
        assertThat(only().timeNanos()).isEqualTo(5_500_000_000L);
        assertThat(only().event()).isEqualTo("sched:sched_wakeup");
    }

    @Test
    void exitedThreadsHaveMinusOne() {
        read(":-1    -1/-1    [001]  7.000001: 1 cycles: \n" + FRAME);
        assertThat(only().command()).isEqualTo(":-1");
        assertThat(only().tid()).isEqualTo(-1);
        assertThat(only().frames()).hasSize(1);
    }

    @Test
    void flagsAndTheTimeOfDayAreSkipped() {
        read("app 12/13 [001] U     2026-11-23 12:22:04.123456 7.000001: 1 cycles:u: \n" + FRAME);
        read("app 12/13 [001] K  7.000001: 1 cycles:u: \n" + FRAME);
        assertThat(samples).hasSize(2).allMatch(sample -> sample.tid() == 13 && sample.timeNanos() == 7_000_001_000L);
    }

    @Test
    void nanosecondsAreKept() {
        read("app 12/13 7.000000001: 1 cycles:u: \n" + FRAME);
        assertThat(only().timeNanos()).isEqualTo(7_000_000_001L);
    }

    @Test
    void timesOfTheWallClockAreReadAsFarAsTheyFit() {
        read("app 12/13 1700000000.345678: 1 cycles:u: \n" + FRAME + "app 12/13 9223372035.999999999: 1 cycles:u: \n"
                + FRAME + "app 12/13 99.5: 1 cycles:u: \n" + FRAME);
        assertThat(samples)
                .extracting(Sample::timeNanos)
                .containsExactly(1_700_000_000_345_678_000L, 9_223_372_035_999_999_999L, 99_500_000_000L);
        assertThat(reading.skipped().lossy()).isFalse();
        read("app 12/13 9223372036.000000: 1 cycles:u: \n" + FRAME);
        assertThat(samples).hasSize(3);
        assertThat(reading.skipped().tooLate()).isEqualTo(1);
        assertThat(reading.skipped().strange()).isZero();
        assertThat(reading.skipped().lossy()).isTrue();
        read("app 12/13 999999999999999999.0: 1 cycles:u: \n\t7f a (/x)\n" + FRAME + event("app"));
        assertThat(samples).hasSize(4);
        assertThat(reading.skipped().tooLate()).isEqualTo(1);
        assertThat(reading.skipped().strange()).isZero();
    }

    @Test
    void aTextWithoutTimesIsReadByItsIdsAndEvents() {
        read("java 19983 cycles:\n55d0c0de1000 leaf+0x1 (/bin/app)\n\n"
                + "V8 Worker 7     123     250000 cycles:u: \n" + FRAME
                + "V8 Worker 7     123 cycles:u: \n" + FRAME
                + "dd      12/13      [002]       7 cpu-clock: \n" + FRAME);
        assertThat(samples)
                .extracting(Sample::command, Sample::pid, Sample::tid, Sample::cpu, Sample::period, Sample::event)
                .containsExactly(
                        tuple("java", -1, 19983, -1, 1L, "cycles"),
                        tuple("V8 Worker 7", -1, 123, -1, 250_000L, "cycles:u"),
                        tuple("V8 Worker 7", -1, 123, -1, 1L, "cycles:u"),
                        tuple("dd", 12, 13, 2, 7L, "cpu-clock"));
        assertThat(samples).allMatch(sample -> sample.frames().size() == 1 && sample.timeNanos() == 0);
        assertThat(reading.skipped().lossy()).isFalse();
    }

    @Test
    void aTextWithoutTimesMayHaveItsFramesOnTheEventLines() {
        read("             app 12 cpu-clock:      7f00aa main+0x1 (/bin/app)\n"
                + "             dd  13 cpu-clock:      7f00aa main+0x1 (/bin/app)\n");
        assertThat(samples).extracting(Sample::command).containsExactly("app", "dd");
        assertThat(samples).allMatch(sample -> sample.frames().equals(List.of(new Frame("main", "/bin/app"))));
    }

    @Test
    void aTextWithoutIdsIsReadByItsTimes() {
        read("V8 Worker 1.500000:       7 cycles: \n" + FRAME + "dd [001]   2.500000:       7 cycles: \n" + FRAME);
        assertThat(samples)
                .extracting(Sample::command, Sample::tid, Sample::cpu, Sample::timeNanos)
                .containsExactly(tuple("V8 Worker", -1, -1, 1_500_000_000L), tuple("dd", -1, 1, 2_500_000_000L));
    }

    @Test
    void aTextWithoutCommandsIsReadByItsThreads() {
        read("     12   1.500000:       7 cycles: \n" + FRAME);
        assertThat(only().command()).isEmpty();
        assertThat(only().tid()).isEqualTo(12);
    }

    @Test
    void aTextOfCommandsAndStacksIsRead() {
        read("java      12 \n" + FRAME + "V8 Worker 7      13/14     \n" + FRAME + "no stack\n\n");
        read("java \n" + FRAME + "a b\n" + FRAME);
        assertThat(samples)
                .extracting(Sample::command, Sample::tid)
                .containsExactly(tuple("java", 12), tuple("V8 Worker 7", 14), tuple("java", -1), tuple("a b", -1));
        assertThat(samples).allMatch(sample -> sample.frames().size() == 1);
    }

    @Test
    void proseIsNoTextWithoutTimes() {
        for (String prose : new String[] {
            "Chapter 5 begins:\n  a bad decade (they said)\n",
            "Ada\n  cafe\n\n",
            "Note 12 added:\n\n  face (f)\n",
            "12:\n"
        }) {
            read(prose);
            assertThat(samples).as(prose).isEmpty();
        }
    }

    @Test
    void thePeriodIsOptionalAndTheEventKeepsItsModifiers() {
        read("app 1 7.5: cycles:ppp: \n" + FRAME + "app 1 7.5: 12 cpu_core/cycles/P: \n" + FRAME);
        assertThat(samples).extracting(Sample::event).containsExactly("cycles:ppp", "cpu_core/cycles/P");
        assertThat(samples).extracting(Sample::period).containsExactly(1L, 12L);
    }

    @Test
    void eventAndPeriodMayBothBeMissing() {
        read("app 1 7.5: \n" + FRAME);
        assertThat(only().event()).isEmpty();
        assertThat(only().frames()).hasSize(1);
    }

    @Test
    void timesMayBeOutOfOrderAndEventsMixed() {
        read("a 1 2.0: 1 x:\n\na 1 1.0: 1 y:\n\n");
        assertThat(samples).extracting(Sample::timeNanos).containsExactly(2_000_000_000L, 1_000_000_000L);
        assertThat(samples).extracting(Sample::event).containsExactly("x", "y");
    }
}
