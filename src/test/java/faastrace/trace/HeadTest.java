package faastrace.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.read.HeadReader;
import faastrace.trace.read.PerfScriptReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeadTest {
    private static final String HEAD = "# faas-trace 1\n"
            + "# faas-trace meta function=pi namespace=- language=python rate=200 cpu=Intel%20Xeon new=x omitted=3\n"
            + "# faas-trace invocation id=a%2Fb start=12.345678901 end=12.445678901 pid=17 tid=19 overlap=0\n"
            + "# faas-trace invocation id=c start=13.5 end=13.5 pid=17 tid=- overlap=1\n";

    @Test
    void theHeadIsReadFromTheLeadingComments() throws IOException {
        Head head = read(HEAD + "# ========\n# captured on: x\n");
        assertThat(head.format()).isEqualTo(1);
        assertThat(head.function()).contains("pi");
        assertThat(head.find("cpu")).contains("Intel Xeon");
        assertThat(head.omitted()).isEqualTo(3);
        assertThat(head.malformed()).isZero();
        assertThat(head.invocations())
                .containsExactly(
                        new Invocation(
                                "a/b", 12_345_678_901L, 12_445_678_901L, OptionalInt.of(17), OptionalInt.of(19), false),
                        new Invocation(
                                "c", 13_500_000_000L, 13_500_000_000L, OptionalInt.of(17), OptionalInt.empty(), true));
    }

    @Test
    void theHeadMayStandBelowPerfsOwn() throws IOException {
        assertThat(read("# ========\n#\n" + HEAD).function()).contains("pi");
    }

    @Test
    void unknownValuesAreAbsent() throws IOException {
        assertThat(read(HEAD).find("namespace")).isEmpty();
    }

    @Test
    void theVersionIsTheOneOfTheFunction() throws IOException {
        String longest = "v" + "1".repeat(127);
        for (String version : List.of("7d4b9c6f5", "files-0a1b2c3d4e5f", "registry:5000/team/pi@sha256:ab", longest)) {
            assertThat(read("# faas-trace meta version=" + version + "\n").version())
                    .contains(version);
        }
    }

    @Test
    void aVersionThatIsNotPrintableOrTooLongIsLeftOut() throws IOException {
        for (String version : List.of("-", "%1B[31m", "a%20b", "a%0Ab", "v%C3%A9", "1".repeat(129))) {
            Head head = read("# faas-trace meta function=pi version=" + version + "\n");
            assertThat(head.version()).as(version).isEmpty();
            assertThat(head.meta()).containsOnlyKeys("function");
            assertThat(head.malformed()).isZero();
        }
    }

    /** The line is the one that perf 6.1 printed for a recording. */
    @Test
    void theTimeOfDayIsReadFromPerfsHeader() throws IOException {
        String line = "# reference time: 2026-11-30 15:36:18.924197 = 1796052978.924197 (TOD) = 86953.834363882"
                + " (monotonic)\n";
        Head head = read(HEAD + line + line.replace("1796052978", "1896052978"));
        assertThat(head.epochNanos()).hasValue(1_796_052_978_924_197_000L - 86_953_834_363_882L);
        assertThat(read(head.text()).epochNanos()).isEqualTo(head.epochNanos());
        assertThat(read(line).epochNanos()).isEqualTo(head.epochNanos());
        assertThat(read(HEAD).epochNanos()).isEmpty();
    }

    @Test
    void aStrangeTimeOfDayIsUnknown() throws IOException {
        for (String times : List.of(
                "9999999999.9 (TOD) = 1.0 (monotonic)",
                "1.0 (TOD) = 9999999999.9 (monotonic)",
                "1.0 (TOD) = 2.0 (monotonic)",
                "1 (TOD) = 1 (monotonic)",
                "-5.0 (TOD) = 1.0 (monotonic)",
                "x")) {
            assertThat(read(HEAD + "# reference time: y = " + times + "\n").epochNanos())
                    .as(times)
                    .isEmpty();
        }
        assertThat(read("# faas-trace meta epoch=x\n").epochNanos()).isEmpty();
    }

    @Test
    void aTraceWithoutHeadHasFormatZero() throws IOException {
        assertThat(read("# captured on : x\n")).isEqualTo(new Head(0, Map.of(), List.of(), 0));
    }

    @Test
    void malformedLinesAreSkippedAndCounted() throws IOException {
        Head head = read("# faas-trace one\n# faas-trace 1\n# faas-trace meta function=p%2\n# faas-trace meta x\n"
                + "# faas-trace invocation id=a start=2.0 end=1.0\n# faas-trace invocation id=a start=1\n"
                + "# faas-trace invocation start=1.0 end=2.0\n# faas-trace invocation id=a start=1.0 end=2.0 pid=x\n"
                + "# faas-trace meta function=pi\n# faas-trace meta function=other\n");
        assertThat(head.malformed()).isEqualTo(8);
        assertThat(head.function()).contains("pi");
        assertThat(head.invocations()).isEmpty();
    }

    @Test
    void linesBehindTheFirstSampleAreNoHead() throws IOException {
        Head head = read("app 1 7.5: 1 c:\n\n# faas-trace meta function=forged\n");
        assertThat(head.function()).isEmpty();
    }

    @Test
    void invocationsAreBounded() throws IOException {
        Head head = read("# faas-trace invocation id=a start=1.0 end=2.0\n".repeat(HeadReader.MOST_INVOCATIONS + 5));
        assertThat(head.invocations()).hasSize(HeadReader.MOST_INVOCATIONS);
        assertThat(head.malformed()).isEqualTo(5);
    }

    @Test
    void idsAndLinesAreBounded() throws IOException {
        String invocation = "# faas-trace invocation id=%s start=1.0 end=2.0 children=5%s\n";
        Head head = read(String.format(invocation, "a".repeat(200), "+6".repeat(32_000))
                + String.format(invocation, "a".repeat(201), "")
                + String.format(invocation, "b", "+6".repeat(33_000))
                + String.format(invocation, "c", "+6".repeat(1_000_000))
                + String.format(invocation, "d", ""));
        assertThat(head.invocations()).extracting(Invocation::id).containsExactly("a".repeat(200), "d");
        assertThat(head.malformed()).isEqualTo(3);
    }

    @Test
    void theMemoryForInvocationsIsBounded() throws IOException {
        String children =
                IntStream.range(10_000, 20_000).mapToObj(String::valueOf).collect(Collectors.joining("+"));
        String line = "# faas-trace invocation id=a start=1.0 end=2.0 children=" + children + "\n";
        int lines = (48 << 20) / (10_000 * 32) + 5;
        Head head = read(line.repeat(lines));
        assertThat(head.invocations()).isNotEmpty();
        assertThat(head.malformed())
                .isPositive()
                .isEqualTo(lines - head.invocations().size());
    }

    @Test
    void aDashIsAnId() throws IOException {
        Head head = read("# faas-trace invocation id=- start=1.0 end=2.0 pid=- tid=-\n");
        Invocation invocation =
                new Invocation("-", 1_000_000_000L, 2_000_000_000L, OptionalInt.empty(), OptionalInt.empty(), false);
        assertThat(head.invocations()).containsExactly(invocation);
        assertThat(read(head.text()).invocations()).containsExactly(invocation);
    }

    @Test
    void samplesOfAnInvocationsChildrenAreItsOwn() throws IOException {
        Head head = read("# faas-trace invocation id=a start=1.0 end=2.0 pid=5 tid=- overlap=0 children=6+7\n");
        Invocation invocation = head.invocations().get(0);
        assertThat(invocation.children()).containsExactlyInAnyOrder(6, 7);
        assertThat(read(head.text()).invocations()).containsExactly(invocation);
        assertThat(invocation.holds(sampleOf(7))).isTrue();
        assertThat(invocation.holds(sampleOf(8))).isFalse();
    }

    @Test
    void timesThatWereMeasuredAreReadAndWritten() throws IOException {
        Head head = read("# faas-trace invocation id=a start=1.0 end=1.1 pid=5 tid=6 overlap=0"
                + " cpu=30000000 ready=20000000 throttled=15000000 later=x\n"
                + "# faas-trace invocation id=b start=1.0 end=1.1 pid=5 tid=- overlap=1 cpu=7 shared=1 unsampled=9\n");
        Invocation measured = head.invocations().get(0);
        assertThat(measured.times())
                .isEqualTo(new InvocationTimes(
                        OptionalLong.of(30_000_000), OptionalLong.of(20_000_000), OptionalLong.of(15_000_000), false));
        assertThat(measured.waitingNanos()).hasValue(50_000_000);
        Invocation inPart = head.invocations().get(1);
        assertThat(inPart.times())
                .isEqualTo(new InvocationTimes(
                        OptionalLong.of(7), OptionalLong.empty(), OptionalLong.empty(), true, OptionalLong.of(9)));
        assertThat(inPart.waitingNanos()).isEmpty();
        assertThat(read(head.text()).invocations()).isEqualTo(head.invocations());
    }

    @Test
    void timesOfOlderTracesAreUnknown() throws IOException {
        assertThat(read(HEAD).invocations())
                .allMatch(invocation -> invocation.times().equals(InvocationTimes.UNKNOWN));
    }

    @Test
    void timesThatCanNotBeParsedAreUnknown() throws IOException {
        Head head = read("# faas-trace invocation id=a start=1.0 end=1.1 tid=7 overlap=1"
                + " cpu=-1 ready=1234567890123456789 throttled=5\n"
                + "# faas-trace invocation id=b start=1.0 end=1.1 cpu=0.5 ready=1e9 throttled=x\n");
        assertThat(head.malformed()).isZero();
        assertThat(head.invocations().get(0).tid()).hasValue(7);
        assertThat(head.invocations().get(0).times())
                .isEqualTo(new InvocationTimes(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(5), false));
        assertThat(head.invocations().get(1).times()).isEqualTo(InvocationTimes.UNKNOWN);
    }

    @Test
    void theCallersTraceContextIsReadAndWrittenAndAnInvalidOneIsLeftOut() throws IOException {
        String ids = "trace=0af7651916cd43dd8448eb211c80319c span=b7ad6b7169203331";
        String line = "# faas-trace invocation id=a start=1.0 end=1.1 pid=5 tid=6 overlap=0 ";
        Head head = read(line + ids + "\n" + line + "trace=x span=y\n" + line + "span=b7ad6b7169203331\n");
        assertThat(head.malformed()).isZero();
        assertThat(head.invocations().get(0).context())
                .isEqualTo(new TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"));
        assertThat(head.text()).contains(ids);
        assertThat(read(head.text()).invocations()).isEqualTo(head.invocations());
        for (Invocation without : head.invocations().subList(1, 3)) {
            assertThat(without.givenContext()).isEmpty();
            assertThat(without.context()).isEqualTo(TraceContext.derived("a"));
        }
    }

    private static Sample sampleOf(int pid) {
        return new Sample("app", pid, pid, 0, 1_500_000_000L, 1, "cpu-clock", List.of());
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Head head = Head.of(
                Map.of("function", "pi", "cpu", "Xeon \u00e9 100%\n# x=y"),
                List.of(new Invocation("i d", 1, 2_000_000_003L, OptionalInt.empty(), OptionalInt.of(4), true)));
        assertThat(read(head.text())).isEqualTo(head);
        assertThat(head.text().lines())
                .hasSize(4)
                .startsWith("# ========", "# faas-trace 1")
                .allMatch(line -> line.startsWith("# "));
    }

    private static Head read(String text) throws IOException {
        return PerfScriptReader.read(new ByteArrayInputStream(text.getBytes(UTF_8)), sample -> {})
                .head();
    }
}
