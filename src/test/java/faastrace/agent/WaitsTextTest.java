package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests how the records of switches in the text of perf become waits in a trace. */
@Timeout(60)
class WaitsTextTest extends TraceTextFixture {
    private static final String INVOCATION =
            "# faas-trace invocation id=a start=1.000000000 end=2.000000000 pid=7 tid=9 overlap=0";

    private static final List<String> SWITCHES = List.of(
            "app     7/9     [000]     1.500000000:          1       waits: ",
            "\t    2 nap (/bin/app)",
            "\t    3 main (/bin/app)",
            "",
            "app     7/9     [000]     1.500002000: PERF_RECORD_SWITCH OUT        ",
            "app     7/10    [000]     1.500003000: PERF_RECORD_SWITCH IN         ",
            "app     7/9     [001]     1.550002000: PERF_RECORD_SWITCH IN         ",
            "app     7/9     [001]     1.600000000:   5000000 cpu-clock:u: ",
            "\t    4 work (/bin/app)",
            "",
            "app     7/9     [001]     1.610000000:          1       waits: ",
            "\t    4 work (/bin/app)",
            "",
            "app     7/9     [001]     1.610002000: PERF_RECORD_SWITCH OUT preempt",
            "app     7/9     [000]     1.613000000: PERF_RECORD_SWITCH IN         ",
            "app     7/10    [001]     1.700000000:          1       waits: ",
            "\t    5 other (/bin/app)",
            "",
            "app     7/10    [001]     1.700002000: PERF_RECORD_SWITCH OUT        ",
            "app     7/10    [001]     1.800000000: PERF_RECORD_SWITCH IN         ");

    private static final List<String> WAITS = List.of(
            "",
            "#wait app     7/9     [000]     1.500000000: 50002000 waiting: ",
            "#\t    2 nap (/bin/app)",
            "#\t    3 main (/bin/app)",
            "",
            "app     7/9     [001]     1.600000000:   5000000 cpu-clock:u: ",
            "\t    4 work (/bin/app)",
            "",
            "#wait app     7/9     [001]     1.610000000: 3000000 ready: ",
            "#\t    4 work (/bin/app)");

    @ParameterizedTest
    @MethodSource("awks")
    void waitsAreCommentsThatSayHowLongTheyWereAndWhy(String awk) throws Exception {
        writeEnded(INVOCATION);
        write("input", SWITCHES.toArray(String[]::new));
        waits = "all";
        runHooked(awk, "");
        assertThat(lines("text")).isEqualTo(WAITS);
        assertThat(lines("counted")).containsExactly("1 2");
        Files.delete(directory.resolve("text"));
        waits = "demand";
        runHooked(awk, "");
        assertThat(lines("text")).isEqualTo(WAITS.subList(4, 7));
    }

    /** The threads of an event loop wait for all of its requests at the same time. */
    @ParameterizedTest
    @MethodSource("awks")
    void onlyInvocationsWithAThreadOfTheirOwnHaveWaits(String awk) throws Exception {
        writeEnded("# faas-trace invocation id=a start=1.000000000 end=2.000000000 pid=7 tid=- overlap=0");
        write("input", SWITCHES.toArray(String[]::new));
        waits = "all";
        runHooked(awk, "");
        assertThat(lines("text")).isEqualTo(WAITS.subList(4, 7));
    }

    @ParameterizedTest
    @MethodSource("awks")
    void waitsOfInvocationsOnDemandGoIntoTheirTrace(String awk) throws Exception {
        writeEnded("# faas-trace invocation id=a start=1.000000000 end=2.000000000 pid=7 tid=9 overlap=0 demand=1");
        write("input", SWITCHES.toArray(String[]::new));
        waits = "demand";
        runHooked(awk, "");
        assertThat(lines("text")).isEmpty();
        assertThat(lines("demand.text"))
                .containsSubsequence(WAITS.subList(1, 4))
                .containsSubsequence(WAITS.subList(8, 10));
    }

    /** Until an invocation ends, it is unknown to which trace its waits belong. */
    @ParameterizedTest
    @MethodSource("awks")
    void waitsOfARunningInvocationAreKeptForLater(String awk) throws Exception {
        writeEnded();
        write("under_way", "begin a 1.000000000 7 9");
        write("input", SWITCHES.toArray(String[]::new));
        waits = "all";
        runHooked(awk, "");
        assertThat(lines("text")).isEmpty();
        writeEnded(INVOCATION);
        Files.move(directory.resolve("carry"), directory.resolve("input"), StandardCopyOption.REPLACE_EXISTING);
        runHooked(awk, "");
        assertThat(lines("text")).isEqualTo(WAITS);
    }

    @ParameterizedTest
    @MethodSource("awks")
    void processesOfAForkedInvocationWait(String awk) throws Exception {
        write("taken", "7 a 1 0", "8 b 1 1");
        List<String> text = new ArrayList<>(SWITCHES);
        text.add("app     8/8     [001]     1.900000000:          1       waits: ");
        text.add("\t    6 asked (/bin/app)");
        text.add("");
        text.add("app     8/8     [001]     1.900001000: PERF_RECORD_SWITCH OUT        ");
        text.add("app     8/8     [001]     1.950000000: PERF_RECORD_SWITCH IN         ");
        write("input", text.toArray(String[]::new));
        waits = "all";
        runForked(awk);
        assertThat(lines("text")).containsSubsequence(WAITS).contains("#\t    5 other (/bin/app)");
        assertThat(lines("demand.text"))
                .containsExactly(
                        "",
                        "#wait app     8/8     [001]     1.900000000: 50000000 waiting: ",
                        "#\t    6 asked (/bin/app)");
        Files.delete(directory.resolve("text"));
        waits = "demand";
        runForked(awk);
        assertThat(lines("text")).isEqualTo(WAITS.subList(4, 7));
        assertThat(lines("demand.text")).hasSize(3);
    }

    /** A worker that is killed while it waits has no sample, but its wait tells how long its invocation ran. */
    @ParameterizedTest
    @MethodSource("awks")
    void aCallThatWasKilledShowsWhereItWaited(String awk) throws Exception {
        writeEnded();
        write("broken", "begin a 1.000000000 7 9");
        write("input", SWITCHES.toArray(String[]::new));
        waits = "all";
        runHooked(awk, "");
        assertThat(lines("text")).isEqualTo(WAITS);
        assertThat(lines("head"))
                .containsExactly(
                        "# faas-trace invocation id=a start=1.000000000 end=1.613000000 pid=7 tid=9 overlap=0");
    }

    /** A thread of a pool is idle after its request, while other threads serve requests. */
    @ParameterizedTest
    @MethodSource("awks")
    void anIdleThreadDoesNotWait(String awk) throws Exception {
        writeEnded(
                "# faas-trace invocation id=a start=1.000000000 end=1.400000000 pid=7 tid=9 overlap=0",
                "# faas-trace invocation id=b start=1.000000000 end=2.000000000 pid=7 tid=10 overlap=0");
        write("input", SWITCHES.toArray(String[]::new));
        waits = "all";
        runHooked(awk, "");
        assertThat(lines("text")).contains("#\t    5 other (/bin/app)").doesNotContain("#\t    2 nap (/bin/app)");
    }

    /** Switches alone are of no use to the next trace. */
    @ParameterizedTest
    @MethodSource("awks")
    void switchesOutsideInvocationsAreDropped(String awk) throws Exception {
        writeEnded();
        write("input", SWITCHES.get(4), SWITCHES.get(5), SWITCHES.get(6));
        waits = "all";
        runHooked(awk, "");
        assertThat(lines("carry")).isEmpty();
        assertThat(lines("text")).isEmpty();
    }
}
