package faastrace.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.read.CountedInvocations;
import faastrace.trace.read.ReadResult;
import faastrace.trace.read.TraceReader;
import faastrace.trace.write.FoldedStacks;
import faastrace.trace.write.PerfScriptWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OffCpuTest {
    private static final String HEAD = "# faas-trace 1\n"
            + "# faas-trace meta function=pi rate=200\n"
            + "# faas-trace invocation id=one start=1.0 end=2.0 pid=7 tid=8 overlap=0\n"
            + "# faas-trace invocation id=two start=3.0 end=4.0 pid=7 tid=9 overlap=0\n";
    private static final String SAMPLE =
            "app 7/8 [000] 1.5: 5000000 cpu-clock:u: \n\t7f work+0x1 (/a)\n\t7f main (/a)\n\n";
    private static final String NAP =
            "#wait app 7/8 [000] 1.6: 50000000 waiting: \n#\t7f nap+0x1 (/a)\n#\t7f main (/a)\n\n";
    private static final String PREEMPTED =
            "#wait app 7/8 [000] 1.7: 3000000 ready: \n#\t7f work+0x1 (/a)\n#\t7f main (/a)\n\n";
    private static final String OF_TWO = "#wait app 7/9 [000] 3.5: 80000000 waiting: \n#\t7f read (/a)\n\n";
    private static final String ALL = HEAD + SAMPLE + NAP + PREEMPTED + OF_TWO;

    @Test
    void waitsAreNoSamples() throws IOException {
        Trace trace = read(ALL);
        assertThat(folded(trace, Weight.samples)).isEqualTo("app;main;work 1\n");
        assertThat(Events.of(trace).names()).containsExactly("cpu-clock:u");
        assertThat(CountedInvocations.of(in(ALL)).invocations())
                .extracting(CountedInvocations.Counted::samples)
                .containsExactly(1L, 0L);
    }

    @Test
    void waitsAreShownWithTheirTimes() throws IOException {
        Trace waits = OffCpu.select(read(ALL), OffCpu.Time.waits);
        assertThat(folded(waits, Weight.period))
                .isEqualTo("app;main;nap;[waiting] 50000000\n"
                        + "app;main;work;[ready] 3000000\n"
                        + "app;read;[waiting] 80000000\n");
        assertThat(folded(waits, Selection.ALL.ofInvocation("one"), Weight.period))
                .isEqualTo("app;main;nap;[waiting] 50000000\napp;main;work;[ready] 3000000\n");
    }

    @Test
    void theWallClockIsBoth() throws IOException {
        assertThat(folded(OffCpu.select(read(ALL), OffCpu.Time.wall), Weight.period))
                .contains("app;main;work 5000000\n", "app;main;nap;[waiting] 50000000\n");
    }

    /** Without periods, the rate tells how much time a sample stands for. */
    @Test
    void theWallClockNeedsNoPeriods() throws IOException {
        Trace trace = read(ALL.replace(" 5000000 cpu", " cpu"));
        assertThat(folded(OffCpu.select(trace, OffCpu.Time.wall), Weight.period))
                .contains("app;main;work 5000000\n");
    }

    @Test
    void aTraceWithoutWaitsStaysAsItIs() throws IOException {
        Trace trace = read(HEAD + SAMPLE);
        assertThat(trace.hasWaits()).isFalse();
        assertThat(OffCpu.withWaits(trace)).isSameAs(trace);
    }

    @Test
    void aTraceMayConsistOfWaitsAlone() throws IOException {
        Trace trace = read(HEAD + NAP + OF_TWO);
        assertThat(trace.size()).isZero();
        assertThat(trace.waits().size()).isEqualTo(2);
        assertThat(Events.of(OffCpu.withWaits(trace)).names()).containsExactly(OffCpu.EVENT);
    }

    @Test
    void linesThatOnlyLookLikeWaitsAreComments() throws IOException {
        String odd = "#wait\n#wait \n#wait app 7/8 [000] 1.6: 5 dreaming: \n#\t7f nap (/a)\n\n"
                + "#wait app 7/8 [000] 1.6: PERF_RECORD_SWITCH IN\n#wait for it: 5 waiting:\n";
        TraceReader reader = TraceReader.ofSamples();
        ReadResult result = reader.add(in(HEAD + SAMPLE + odd + SAMPLE));
        assertThat(result.samples()).isEqualTo(2);
        assertThat(reader.trace().hasWaits()).isFalse();
        assertThat(reader.trace().skipped().comments()).isEqualTo(4 + 6);
        assertThat(folded(reader.trace(), Weight.samples)).isEqualTo("app;main;work 2\n");
    }

    @Test
    void aLongTraceIsReadInPieces() throws IOException {
        int copies = 20_000;
        Trace trace = read(HEAD + (SAMPLE + NAP + PREEMPTED).repeat(copies));
        assertThat(trace.size()).isEqualTo(copies);
        assertThat(folded(OffCpu.select(trace, OffCpu.Time.waits), Weight.samples))
                .isEqualTo("app;main;nap;[waiting] " + copies + "\napp;main;work;[ready] " + copies + "\n");
    }

    @Test
    void anExportKeepsTheWaits() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PerfScriptWriter.write(read(HEAD + SAMPLE + SAMPLE + NAP + PREEMPTED + OF_TWO), Selection.ALL, out);
        Trace again = read(out.toString(UTF_8));
        assertThat(again.size()).isEqualTo(2);
        assertThat(folded(OffCpu.select(again, OffCpu.Time.waits), Weight.period))
                .isEqualTo("app;main;nap;[waiting] 50000000\n"
                        + "app;main;work;[ready] 3000000\n"
                        + "app;read;[waiting] 80000000\n");
    }

    /** A frame in a comment never belongs to a sample, and a frame outside comments never belongs to a wait. */
    @Test
    void framesOfWaitsAndOfSamplesAreDifferentLines() throws IOException {
        String comment = "#\t7f nap+0x1 (/a)\n";
        String frame = "\t7f work+0x1 (/a)\n";
        Trace trace = read(HEAD
                + SAMPLE
                + NAP
                + SAMPLE.replace(frame, frame + comment + "#wait for it\n")
                + NAP.replace(comment, comment + frame));
        assertThat(folded(trace, Weight.samples)).isEqualTo("app;main;work 2\n");
        assertThat(folded(OffCpu.select(trace, OffCpu.Time.waits), Weight.samples))
                .isEqualTo("app;main;nap;[waiting] 2\n");
    }

    /** A time range selects the same part of the recording, whichever kind of time is shown. */
    @Test
    void timesCountFromTheFirstSampleOrWait() throws IOException {
        Trace trace = read(HEAD + OF_TWO + SAMPLE);
        assertThat(trace.firstNanos()).isEqualTo(1_500_000_000L);
        assertThat(trace.waits().firstNanos()).isEqualTo(1_500_000_000L);
    }

    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static Trace read(String text) throws IOException {
        TraceReader reader = TraceReader.ofSamples();
        reader.add(in(text));
        return reader.trace();
    }

    private static String folded(Trace trace, Weight weight) throws IOException {
        return folded(trace, Selection.ALL, weight);
    }

    private static String folded(Trace trace, Selection selection, Weight weight) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FoldedStacks.of(trace, selection, weight).print(out);
        return out.toString(UTF_8);
    }
}
