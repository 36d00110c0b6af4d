package faastrace.trace.read;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Frame;
import org.junit.jupiter.api.Test;

/** Checks what is read from the frames of a sample. */
class FrameLineTest extends PerfScriptFixture {
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
}
