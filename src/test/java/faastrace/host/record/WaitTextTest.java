package faastrace.host.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WaitTextTest {
    private static final List<String> NAP = List.of(
            "app 7/9 [000] 1.500000000:          1       waits: ",
            "\t    2 nap (/bin/app)",
            "\t    3 main (/bin/app)",
            "");

    private static final List<String> NAP_IN_TRACE = List.of(
            "#wait app 7/9 [000] 1.500000000: 50002000 waiting: ",
            "#\t    2 nap (/bin/app)",
            "#\t    3 main (/bin/app)",
            "");

    private static final List<String> SAMPLE =
            List.of("app 7/9 [001] 1.540000000:   5000000 cpu-clock:u: ", "\t    4 work (/bin/app)", "");

    private static final List<String> OUT_IN = List.of(
            "app 7/9 [000] 1.500002000: PERF_RECORD_SWITCH OUT        ",
            "app 7/9 [001] 1.550002000: PERF_RECORD_SWITCH IN         ");

    private final StringWriter written = new StringWriter();
    private final WaitText text = new WaitText(written);

    @SafeVarargs
    private List<String> convert(List<String>... parts) throws IOException {
        for (List<String> part : parts) {
            take(part);
        }
        return written.toString().lines().toList();
    }

    /** FlameScope recognises perf's text only if no blank line precedes the first sample. */
    private static List<String> withoutBlankLine(List<String> wait) {
        return wait.subList(0, wait.size() - 1);
    }

    @Test
    void aWaitBecomesACommentThatSaysHowLongItWas() throws IOException {
        assertThat(convert(NAP, OUT_IN)).isEqualTo(withoutBlankLine(NAP_IN_TRACE));
        assertThat(text.waits()).isEqualTo(1);
        assertThat(text.samples()).isZero();
    }

    @Test
    void aThreadThatLostItsProcessorWasReady() throws IOException {
        List<String> lost = List.of(
                "app 7/9 [000] 1.500002000: PERF_RECORD_SWITCH OUT preempt",
                "app 7/9 [000] 1.503000000: PERF_RECORD_SWITCH IN         ");
        assertThat(convert(NAP, lost)).startsWith("#wait app 7/9 [000] 1.500000000: 3000000 ready: ");
    }

    @Test
    void samplesStayAsTheyAreAndInTheirOrder() throws IOException {
        List<String> head = List.of("# ========", "# cmdline : perf record", "#");
        assertThat(convert(head, SAMPLE, NAP, OUT_IN.subList(0, 1), SAMPLE, OUT_IN.subList(1, 2), SAMPLE))
                .isEqualTo(Stream.of(head, SAMPLE, SAMPLE, NAP_IN_TRACE, SAMPLE)
                        .flatMap(List::stream)
                        .toList());
        assertThat(text.samples()).isEqualTo(3);
    }

    @Test
    void recordsOfAllProcessorsAreUnderstoodButOnlyThreadsOfTheGroupHaveWaits() throws IOException {
        List<String> switches = List.of(
                "app 7/9 [000] 1.500002000: PERF_RECORD_SWITCH_CPU_WIDE OUT          next pid/tid:    15/15   ",
                "other    15/15    [000] 1.500003000: PERF_RECORD_SWITCH_CPU_WIDE IN           prev pid/tid:     7/9    ",
                "other    15/15    [000] 1.510000000: PERF_RECORD_SWITCH_CPU_WIDE OUT preempt  next pid/tid:     0/0    ",
                "swapper     0/0     [000] 1.510001000: PERF_RECORD_SWITCH_CPU_WIDE IN           prev pid/tid:    15/15   ",
                "other    15/15    [000] 1.520000000: PERF_RECORD_SWITCH_CPU_WIDE IN           prev pid/tid:     0/0    ",
                "app 7/9 [001] 1.550002000: PERF_RECORD_SWITCH_CPU_WIDE IN           prev pid/tid:    15/15   ");
        assertThat(convert(NAP, switches)).isEqualTo(withoutBlankLine(NAP_IN_TRACE));
    }

    @Test
    void preemptionIsRecognisedInRecordsOfAllProcessors() throws IOException {
        List<String> switches = List.of(
                "app 7/9 [000] 1.500002000: PERF_RECORD_SWITCH_CPU_WIDE OUT preempt  next pid/tid:    15/15   ",
                "app 7/9 [001] 1.503000000: PERF_RECORD_SWITCH_CPU_WIDE IN           prev pid/tid:    15/15   ");
        assertThat(convert(NAP, switches)).startsWith("#wait app 7/9 [000] 1.500000000: 3000000 ready: ");
    }

    /** A name may contain a line break. The name may be that of another container's thread. */
    @Test
    void partsOfNamesDoNotGetIntoTheTrace() throws IOException {
        List<String> broken = List.of(
                "sec",
                "ret 15/15 [000] 1.530000000: PERF_RECORD_SWITCH_CPU_WIDE OUT          next pid/tid:     0/0    ");
        List<String> comment = List.of(
                "#sec",
                "ret 15/15 [000] 1.530000000: PERF_RECORD_SWITCH_CPU_WIDE OUT          next pid/tid:     0/0    ");
        assertThat(convert(SAMPLE, broken, comment, SAMPLE))
                .isEqualTo(Stream.of(SAMPLE, SAMPLE).flatMap(List::stream).toList());
    }

    @Test
    void aWaitWithoutItsRecordsIsLeftOut() throws IOException {
        List<String> lost = List.of("app 7/10 [000] 1.510000000: PERF_RECORD_LOST lost 12");
        List<String> ended = List.of("app 7/9 [000] 1.510000000: PERF_RECORD_EXIT(7:9):(7:7)");
        List<String> begun = List.of("app 7/7 [000] 1.510000000: PERF_RECORD_FORK(7:9):(7:7)");
        assertThat(convert(NAP, OUT_IN.subList(1, 2))).isEmpty();
        for (List<String> between : List.of(lost, ended, begun)) {
            assertThat(convert(NAP, OUT_IN.subList(0, 1), between, OUT_IN.subList(1, 2)))
                    .as("%s", between)
                    .isEmpty();
        }
    }

    @Test
    void threadsThatAreIdleOrHaveEndedHaveNoWaits() throws IOException {
        for (String ids : List.of("0/0", "-1/-1")) {
            List<String> away = Stream.of(NAP, OUT_IN)
                    .flatMap(List::stream)
                    .map(line -> line.replace("7/9", ids))
                    .toList();
            assertThat(convert(away)).isEmpty();
        }
    }

    @Test
    void theOldestOfTooManyWaitsAreDiscarded() throws IOException {
        String frame = "\t    2 " + "n".repeat(1000) + " (/bin/app)";
        int threads = WaitText.MOST_CHARACTERS / 1000;
        for (int thread = 1; thread <= threads; thread++) {
            String id = "app 7/" + thread + " [000] 1.5000000";
            take(List.of(id + "00:          1       waits: ", frame, "", id + "01: PERF_RECORD_SWITCH OUT  "));
        }
        for (int thread = 1; thread <= threads; thread++) {
            take(List.of("app 7/" + thread + " [000] 1.600000000: PERF_RECORD_SWITCH IN  "));
        }
        assertThat(text.waits()).isBetween(threads * 8L / 10, threads - 1L);
        assertThat(written.toString()).contains("#wait app 7/" + threads + " ").doesNotContain("#wait app 7/1 ");
        assertThat(convert(NAP, OUT_IN)).endsWith(withoutBlankLine(NAP_IN_TRACE).toArray(String[]::new));
    }

    /** A path of a file can contain a line break, so a hostile process can print what looks like a line of perf. */
    @Test
    void impossibleThreadsAreIgnored() throws IOException {
        List<String> forged = List.of(
                "app 7/99999999999 [000] 1.510000000: PERF_RECORD_SWITCH IN  ",
                "app 7/9 [000] 1.510000000: PERF_RECORD_EXIT(7:99999999999):(7:7)");
        assertThat(convert(NAP, OUT_IN.subList(0, 1), forged, OUT_IN.subList(1, 2)))
                .isEqualTo(withoutBlankLine(NAP_IN_TRACE));
    }

    private void take(List<String> lines) throws IOException {
        for (String line : lines) {
            text.take(line);
        }
    }
}
