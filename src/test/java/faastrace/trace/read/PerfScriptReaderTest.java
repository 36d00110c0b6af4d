package faastrace.trace.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import faastrace.trace.Frame;
import faastrace.trace.Head;
import faastrace.trace.Sample;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class PerfScriptReaderTest {
    private static final String FRAME = "\t    55d0c0de1000 leaf_fn+0x10 (/usr/bin/app)\n\n";

    private final List<Sample> samples = new ArrayList<>();
    private ReadResult reading;

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
    void recordsThatGoOnInFurtherLinesAreNoDamage() {
        read("app 1/1 [003] 7.1: PERF_RECORD_NAMESPACES 1/1 - nr_namespaces: 7\n"
                + "\t\t[0/net: 4/0xf0000098, 1/uts: 4/0xeffffffe, \n\t\t 4/user: 4/0xeffffffd]\n" + event("app")
                + "app 1/1 [003] 7.2: PERF_RECORD_TEXT_POKE addr [0x1] old len 5 new len 5\n"
                + "            old bytes: 0f 1f\n            new bytes: e8 4b\n"
                + "PERF_RECORD_EVENT_UPDATE\n... id:    5\n... unit:  x\n" + event("app")
                + "app 1/1 [003] 7.3: PERF_RECORD_SWITCH_CPU_WIDE OUT preempt  next pid/tid:    12/12   \n"
                + "app 1/1 [003] 7.4: PERF_RECORD_LOST lost 3\n" + event("app"));
        assertThat(samples).hasSize(3);
        assertThat(reading.skipped().records()).isEqualTo(5);
        assertThat(reading.skipped().lossy()).isFalse();
        read("app 1 PERF_RECORD_NAMESPACES 1/1 - nr_namespaces: 7\n\t\t[0/net: 4/0xf0000098]\napp 1 cycles: \n"
                + FRAME);
        assertThat(samples).hasSize(4);
        assertThat(reading.skipped().lossy()).isFalse();
    }

    @Test
    void indentedLinesThatFollowNoRecordAreDamage() {
        read("app 1/1 7.1: PERF_RECORD_MMAP2 1/1: /a\n" + event("app") + "\t lost line\n" + event("b"));
        assertThat(samples).hasSize(2);
        assertThat(reading.skipped().strange()).isEqualTo(1);
    }

    @Test
    void theOnlySampleCountsWithoutALineEndIfItsLastFrameIsWhole() {
        read("a 1 1.0: 1 c:\n\t7f f (/a)\n\t7f main (/a)");
        assertThat(only().frames()).hasSize(2);
        assertThat(reading.skipped().lossy()).isFalse();
        for (String cut : new String[] {"", "\t7f mai", "\t7f f(int)", "\t7f main (/a"}) {
            samples.clear();
            read("a 1 1.0: 1 c:\n\t7f f (/a)\n" + cut + (cut.isEmpty() ? "b 1 2.0" : ""));
            assertThat(samples).as(cut).isEmpty();
            assertThat(reading.skipped().truncatedSamples()).isEqualTo(1);
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
    void aFrameOnTheEventLineIsASampleOfOneFrame() {
        read("             app 12 7.5:     250000 cpu-clock:      7f00aa main+0x1 (/bin/app)\n");
        assertThat(only().command()).isEqualTo("app");
        assertThat(only().frames()).containsExactly(new Frame("main", "/bin/app"));
    }

    @Test
    void aDataAddressOnTheEventLineIsNoFrameWhereAStackFollows() {
        read("app 12 7.5:          1 page-faults:     55d0c0ff1000 table+0x0 (/bin/app)\n\t7f leaf+0x1 (/bin/app)\n"
                + "\t7f main+0x1 (/bin/app)\n\n");
        assertThat(only().frames()).extracting(Frame::symbol).containsExactly("leaf", "main");
    }

    @Test
    void ofSeveralAddressesOnTheEventLineTheCodeIsTheLastAndBranchesAreNone() {
        String address = "     55d0c0ff1000";
        String leaf = "     55d0c0de1000 leaf+0x1 (/bin/app)";
        for (String line : new String[] {
            address + " table+0x0 (/bin/app) " + leaf,
            address + " |OP LOAD|LVL L1 hit|SNP None (x) " + leaf,
            leaf + " 0x401136/0x401140/P/-/-/0  0x401150/0x401160/M/-/-/0",
            leaf + "         3f2a1000"
        }) {
            samples.clear();
            read("app 12 7.5:          1 cpu/mem-loads/P: " + line + "\n");
            assertThat(only().frames()).as(line).containsExactly(new Frame("leaf", "/bin/app"));
        }
    }

    @Test
    void wordsOfHexadecimalDigitsInANameAreNoAddresses() {
        read("app 12 7.5: 1 cycles:     55d0c0de1000 JS:~ add /srv/bad cafe (/tmp/perf-1.map)\n");
        assertThat(only().frames()).containsExactly(new Frame("JS:~ add /srv/bad cafe", "/tmp/perf-1.map"));
    }

    @Test
    void payloadsOfTracepointsAreNoFrames() {
        read("app 12 7.5: sched:sched_switch: prev_comm=x 12      ffffffff81000000 foo (bar)\n");
        assertThat(only().frames()).isEmpty();
    }

    @Test
    void whatPerfPrintsBelowAStackIsNoFrame() {
        read("app 12 7.5: 1 cycles:\n\t    55d0c0de1000 leaf+0x1 (/bin/app)\n        3f2a1000\n"
                + " ABI:2    AX:0xff BX:0x0\n insn: 48 89 e5\n 0x401/0x402/P/-/-/0\n\tmain:\n"
                + "\t0000000000401136\tinsn: 55 48\n\n");
        assertThat(only().frames()).containsExactly(new Frame("leaf", "/bin/app"));
        assertThat(reading.skipped().lossy()).isFalse();
    }

    @Test
    void aStackOfAddressesAloneNeedsNoTabs() {
        read("app 12 7.5: 1 cycles:\n        55d0c0de1000\n        55d0c0de2000\n\n");
        assertThat(only().frames()).containsExactly(new Frame("", ""), new Frame("", ""));
    }

    @Test
    void framesNeedNoIndentation() {
        read("app 1 7.5: 1 cycles:\nffffffff8104f45a native_write_msr ([kernel.kallsyms])\n\n");
        assertThat(only().frames()).containsExactly(new Frame("native_write_msr", "[kernel.kallsyms]"));
    }

    @Test
    void symbolsAndModulesMayHoldBlanksAndParentheses() {
        assertThat(frames(
                        "7f StubRoutines (1)+0xc9 (/x/perf-1.map)",
                        "7f main+0x34 (/opt/my app (x86))",
                        "7f f (/lib/x.so (deleted))",
                        "7f long Busy.fib(int)+0x4c (/x/perf-1.map)",
                        "7f operator+(A const&)+0x4 (/lib/a.so)",
                        "7f JS:*handle /srv/a.js:1:19+0xa1 (/x/perf-1.map)",
                        "7f JS:~ node:internal/main:1:1+0xdc (/x/perf-1.map)",
                        "7f net/http.(*conn).serve+0x1 (/app)"))
                .containsExactly(
                        new Frame("StubRoutines (1)", "/x/perf-1.map"),
                        new Frame("main", "/opt/my app (x86)"),
                        new Frame("f", "/lib/x.so (deleted)"),
                        new Frame("long Busy.fib(int)", "/x/perf-1.map"),
                        new Frame("operator+(A const&)", "/lib/a.so"),
                        new Frame("JS:*handle /srv/a.js:1:19", "/x/perf-1.map"),
                        new Frame("JS:~ node:internal/main:1:1", "/x/perf-1.map"),
                        new Frame("net/http.(*conn).serve", "/app"));
    }

    @Test
    void inlinedFramesHaveNoModule() {
        assertThat(frames("7f fast(int) (inlined)")).containsExactly(new Frame("fast(int)", ""));
    }

    @Test
    void framesWithoutModuleSymbolOrBothAreKept() {
        assertThat(frames("7f foo(int)", "7f [unknown] ([unknown])", "7f  (/x/a)", "7f", "7f x (/a)b)"))
                .containsExactly(
                        new Frame("foo(int)", ""),
                        new Frame("[unknown]", "[unknown]"),
                        new Frame("", "/x/a"),
                        new Frame("", ""),
                        new Frame("x", "/a)b"));
    }

    @Test
    void onlyFramesWithAKnownFunctionAreNamed() {
        assertThat(frames("7f f (/a)", "7f [unknown] (/a)", "7f  (/a)"))
                .extracting(Frame::named)
                .containsExactly(true, false, false);
    }

    @Test
    void placesInSourceFilesAreSkippedAndCounted() {
        read("app 1 7.5: 1 cycles:\n\t7f f+0x1 (/a)\n  dead.c:12\n\t7f g (/a)\n  main.c:3\n\n");
        assertThat(only().frames()).extracting(Frame::symbol).containsExactly("f", "g");
        assertThat(reading.skipped().sourceLines()).isEqualTo(2);
    }

    @Test
    void recordsCommentsAndDecodingErrorsAreSkippedAndCounted() {
        read("# c\n" + "app 1/1 7.1: PERF_RECORD_MMAP2 1/1: [0x1(0x2) @ 0]: r-xp /a\n" + "PERF_RECORD_FINISHED\n"
                + " instruction trace error type 1 time 3.0 cpu 1 pid 1: 2 code 5: Failed\n" + event("app"));
        assertThat(samples).hasSize(1);
        assertThat(reading.skipped().records()).isEqualTo(3);
        assertThat(reading.skipped().comments()).isEqualTo(1);
        assertThat(reading.skipped().lossy()).isFalse();
    }

    @Test
    void aSampleEndsAtABlankLineTheNextEventAndTheEnd() {
        read("a 1 1.0: 1 c:\n\t7f f (/a)\nb 1 2.0: 1 c:\n\n\nc 1 3.0: 1 c:\n\t7f f (/a)\n");
        assertThat(samples).extracting(Sample::command).containsExactly("a", "b", "c");
        assertThat(samples).extracting(s -> s.frames().size()).containsExactly(1, 0, 1);
    }

    @Test
    void aLastSampleWithoutLineEndIsDroppedAndCounted() {
        read(event("a") + "b 1 2.0: 1 c:\n\t7f f (/us");
        assertThat(samples).extracting(Sample::command).containsExactly("a");
        assertThat(reading.samples()).isEqualTo(1);
        assertThat(reading.skipped().truncatedSamples()).isEqualTo(1);
    }

    @Test
    void windowsLineEndsMakeNoDifference() {
        read((event("app") + event("b")).replace("\n", "\r\n"));
        assertThat(samples).hasSize(2).allSatisfy(s -> assertThat(s.frames()).hasSize(1));
        assertThat(only(0).frames().get(0).module()).isEqualTo("/usr/bin/app");
    }

    @Test
    void bytesThatAreNoTextDoNoHarm() {
        read("app 1 7.5: 1 c:\n\t7f caf\u00e9 (/a)\n\n".getBytes(ISO_8859_1));
        assertThat(only().frames()).containsExactly(new Frame("caf\ufffd", "/a"));
        read("app 1 7.5: 1 c:\n\t7f caf\u00e9 (/a)\n\n".getBytes(UTF_8));
        assertThat(only(1).frames()).containsExactly(new Frame("caf\u00e9", "/a"));
    }

    @Test
    void longLinesAreCutAndCounted() {
        read("app 1 7.5: 1 c:\n\t7f " + "x".repeat(100_000) + " (/a)\n\t7f g (/a)\n\n");
        assertThat(only().frames()).hasSize(2);
        assertThat(only().frames().get(0).symbol()).hasSize(PerfScriptParser.LONGEST_LINE - 4);
        assertThat(reading.skipped().cut()).isEqualTo(1);
    }

    @Test
    void deepStacksAreCutAndCounted() {
        read("app 1 7.5: 1 c:\n" + "\t7f f (/a)\n".repeat(1500) + "\n");
        assertThat(only().frames()).hasSize(1024);
        assertThat(reading.skipped().deepFrames()).isEqualTo(476);
    }

    /**
     * {@code perf script -F comm,pid,event,ip,sym} prints library code like this: with short addresses and without a
     * file.
     */
    @Test
    void aShortAddressIsKnownByItsPlace() {
        String frames = "\t           14645 handle_amd\n\t               0 [unknown]\n\n";
        read("bash   532 cpu-clock:ppp: \n" + frames + "bash   532 cpu-clock:ppp: \n" + frames);
        assertThat(samples).hasSize(2);
        assertThat(samples.get(0).frames()).extracting(Frame::symbol).containsExactly("handle_amd", "[unknown]");
    }

    @Test
    void timesMayBeOutOfOrderAndEventsMixed() {
        read("a 1 2.0: 1 x:\n\na 1 1.0: 1 y:\n\n");
        assertThat(samples).extracting(Sample::timeNanos).containsExactly(2_000_000_000L, 1_000_000_000L);
        assertThat(samples).extracting(Sample::event).containsExactly("x", "y");
    }

    @Test
    void strangeLinesAreSkippedAndCounted() {
        read("\nWarning: something\n\t7f orphan (/a)\n" + event("app") + "a 1 99999999999.5: c:\n\u0000\u0001\n");
        assertThat(samples).hasSize(1);
        assertThat(reading.skipped().strange()).isEqualTo(3);
        assertThat(reading.skipped().tooLate()).isEqualTo(1);
        assertThat(reading.skipped().lossy()).isTrue();
    }

    @Test
    void gzipIsRecognizedAndAnyMemberRead() throws IOException {
        byte[] one = gzip(event("a").getBytes(UTF_8));
        byte[] two = gzip(event("b").getBytes(UTF_8));
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        read(both);
        assertThat(samples).extracting(Sample::command).containsExactly("a", "b");
    }

    @Test
    void brokenGzipEndsTheTraceAndIsReported() throws IOException {
        byte[] packed = gzip(event("app").repeat(20_000).getBytes(UTF_8));
        read(Arrays.copyOf(packed, packed.length / 2));
        assertThat(reading.skipped().broken()).isTrue();
        assertThat(samples).hasSizeBetween(1, 19_999);
        read(Arrays.copyOf(packed, 5));
        assertThat(reading.skipped().broken()).isTrue();
    }

    @Test
    void anEmptyTraceHasNoSamples() {
        read("");
        assertThat(reading)
                .isEqualTo(new ReadResult(new Head(0, java.util.Map.of(), List.of(), 0), 0, reading.skipped()));
        assertThat(reading.skipped().lossy()).isFalse();
    }

    @Test
    void aHugeTraceIsReadInLittleMemory() throws IOException {
        byte[] block = event("app").repeat(1000).getBytes(UTF_8);
        TraceReader reader = TraceReader.ofStacks();
        ReadResult all = reader.add(new RepeatedInput(block, 200L * block.length));
        assertThat(all.samples()).isEqualTo(200_000);
        assertThat(reader.trace().size()).isEqualTo(1);
        assertThat(reader.trace().samples(0)).isEqualTo(200_000);
    }

    @Test
    void perfScriptTextIsRecognizedByItsBeginning() {
        assertThat(begins("# ========\n# x\n#\napp 1 7.5: 1 c:\n\t7f f (/a)\n", true))
                .isTrue();
        assertThat(begins("app 1 7.5: 1 c:\n", true)).isTrue();
        assertThat(begins("# only a head\n", true)).isTrue();
        assertThat(begins("# head\npyth", false)).isTrue();
    }

    @Test
    void otherTextIsNotTakenForPerfScript() {
        assertThat(begins("", true)).isFalse();
        assertThat(begins("{\"a\": 1}", true)).isFalse();
        assertThat(begins("<html>", false)).isFalse();
        assertThat(begins("# Read me\nThis is a text.\n", true)).isFalse();
        assertThat(begins("\u0000\u0001\u0002", true)).isFalse();
        assertThat(begins("\napp 1 7.5: 1 c:\n", true)).isFalse();
    }

    private static boolean begins(String text, boolean whole) {
        return PerfScriptReader.begins(text.getBytes(UTF_8), whole);
    }

    private static String event(String command) {
        return command + " 12/13 [000]  5.5: 1 cycles:u: \n" + FRAME;
    }

    private List<Frame> frames(String... lines) {
        read("app 1 7.5: 1 c:\n\t" + String.join("\n\t", lines) + "\n\n");
        return only().frames();
    }

    private Sample only() {
        assertThat(samples).hasSize(1);
        return samples.get(0);
    }

    private Sample only(int i) {
        return samples.get(i);
    }

    private void read(String text) {
        read(text.getBytes(UTF_8));
    }

    private void read(byte[] bytes) {
        try {
            reading = PerfScriptReader.read(new ByteArrayInputStream(bytes), samples::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    /** An input that repeats the same bytes. */
    private static final class RepeatedInput extends InputStream {
        private final byte[] block;
        private final long length;
        private long at;

        RepeatedInput(byte[] block, long length) {
            this.block = block;
            this.length = length;
        }

        @Override
        public int read() {
            return at == length ? -1 : block[(int) (at++ % block.length)] & 0xff;
        }
    }
}
