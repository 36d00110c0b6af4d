package faastrace.trace.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Frame;
import faastrace.trace.Head;
import faastrace.trace.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks how a text is divided into samples, and what is skipped. */
class PerfScriptReaderTest extends PerfScriptFixture {
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
