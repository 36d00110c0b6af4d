package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the awk programs that cut the text of perf into traces. */
@Timeout(60)
class TraceTextTest extends AwkFixture {
    private void writeHooked() throws IOException {
        write(
                "ended",
                "# faas-trace invocation id=a start=1.000000000 end=2.000000000 pid=7 tid=9 overlap=0",
                "# faas-trace invocation id=b start=3.000000000 end=4.000000000 pid=7 tid=9 overlap=0");
        write("under_way", "begin c 4.100000000 7 -");
        write("threads", "9 worker");
        write(
                "input",
                "# cmdline : perf record",
                "ruby     7/9     [000]     0.500000000:   5000000 cpu-clock:u: ",
                "\t    1 before (/bin/ruby)",
                "",
                "     :9     7/9     [000]     1.500000000:   5000000 cpu-clock:u: ",
                "\t    2 a (/bin/ruby)",
                "",
                "faas-trace-x     7/9     [000]     1.600000000:   5000000 cpu-clock:u: ",
                "\t    2 ours (/bin/ruby)",
                "",
                "ruby     7/9     [000]     2.500000000:   5000000 cpu-clock:u: ",
                "\t    3 between (/bin/ruby)",
                "",
                "ruby     7/9     [001]     4.500000000:   5000000 cpu-clock:u: ",
                "\t    4 c (/bin/ruby)");
    }

    private static final List<String> OUTPUTS = List.of(
            "header=header",
            "text=text",
            "carry=carry",
            "head=head",
            "counted=counted",
            "demand_text=demand.text",
            "demand_head=demand.head");

    private String dense = "cpu-clock/freq=5000,name=demand/u";

    private String waits = "off";

    private List<String> outputs() {
        List<String> arguments = new ArrayList<>();
        OUTPUTS.forEach(output -> arguments.addAll(List.of("-v", output)));
        arguments.addAll(List.of("-v", "dense=" + dense, "-v", "waits=" + waits));
        return arguments;
    }

    private void runHooked(String awk, String finish) throws Exception {
        List<String> arguments = outputs();
        arguments.addAll(List.of(
                "-v", "finish=" + finish, "PROGRAM", "gaps", "ended", "under_way", "broken", "names", "threads", "-"));
        for (String file : List.of("broken", "gaps", "names")) {
            Files.writeString(directory.resolve(file), "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        run(awk, "hooked", arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("awks")
    void samplesOfCallsThatEndedAreKept(String awk) throws Exception {
        writeHooked();
        runHooked(awk, "");
        assertThat(lines("header")).containsExactly("# cmdline : perf record");
        assertThat(lines("text"))
                .containsExactly(
                        "",
                        "          worker     7/9     [000]     1.500000000:   5000000 cpu-clock:u: ",
                        "\t    2 a (/bin/ruby)");
        assertThat(lines("carry")).contains("\t    4 c (/bin/ruby)").hasSize(3);
        assertThat(lines("head")).isEqualTo(lines("ended"));
        assertThat(lines("counted")).containsExactly("1 0");
    }

    @ParameterizedTest
    @MethodSource("awks")
    void callsUnderWayEndWithTheirLastSample(String awk) throws Exception {
        writeHooked();
        runHooked(awk, "1");
        assertThat(lines("text")).contains("\t    4 c (/bin/ruby)");
        assertThat(lines("carry")).isEmpty();
        assertThat(lines("head"))
                .endsWith("# faas-trace invocation id=c start=4.100000000 end=4.500000000 pid=7 tid=- overlap=0");
        assertThat(lines("counted")).containsExactly("2 0");
    }

    @ParameterizedTest
    @MethodSource("awks")
    void aCallThatWasRunningWhilePerfWasDetachedIsMarked(String awk) throws Exception {
        writeHooked();
        write("gaps", "0.50 1.25", "1.90 2.10", "3.00 3.00", "5.00 6.00");
        runHooked(awk, "");
        assertThat(lines("head"))
                .containsExactly(
                        "# faas-trace invocation id=a start=1.000000000 end=2.000000000 pid=7 tid=9 overlap=0"
                                + " unsampled=350000000",
                        "# faas-trace invocation id=b start=3.000000000 end=4.000000000 pid=7 tid=9 overlap=0");
    }

    /** perf finds a thread's name only in the recording in which the thread started. */
    @ParameterizedTest
    @MethodSource("awks")
    void aThreadThatHasEndedKeepsItsNameInTheNextRecording(String awk) throws Exception {
        writeHooked();
        runHooked(awk, "");
        assertThat(lines("names.new")).containsExactly("9 ruby    ".stripTrailing());
        write("threads");
        write("names", "9   call 17");
        runHooked(awk, "");
        assertThat(lines("text")).contains("  call 17     7/9     [000]     1.500000000:   5000000 cpu-clock:u: ");
    }

    /** A worker of a server can end while the server continues. */
    @ParameterizedTest
    @MethodSource("awks")
    void aCallWhoseProcessHasEndedEndsWithItsLastSample(String awk) throws Exception {
        writeHooked();
        write("under_way");
        write("broken", "begin c 4.100000000 7 -", "begin d 5.000000000 8 11");
        runHooked(awk, "");
        assertThat(lines("text")).contains("\t    4 c (/bin/ruby)").doesNotContain("\t    3 between (/bin/ruby)");
        assertThat(lines("carry")).isEmpty();
        assertThat(lines("head"))
                .endsWith(
                        "# faas-trace invocation id=c start=4.100000000 end=4.500000000 pid=7 tid=- overlap=0",
                        "# faas-trace invocation id=d start=5.000000000 end=5.000000000 pid=8 tid=11 overlap=0");
    }

    /** Invocations that are traced on demand have their own event and go into a trace of their own. */
    @ParameterizedTest
    @MethodSource("awks")
    void callsOnDemandAreKeptApart(String awk) throws Exception {
        write(
                "ended",
                "# faas-trace invocation id=a start=1.000000000 end=2.000000000 pid=7 tid=9 overlap=0 demand=1",
                "# faas-trace invocation id=b start=1.100000000 end=1.900000000 pid=7 tid=10 overlap=0 cpu=5");
        write("under_way", "begin c 1.050000000 7 11 demand=1");
        write("threads");
        write(
                "input",
                "node demand: 1 7/9 [000] 1.010000000: 5000000 cpu-clock:u: ",
                "\t    1 slow (/bin/node)",
                "",
                "node demand: 1 7/9 [000] 1.200000000:     200000            demand: ",
                "\t    1 fast (/bin/node)",
                "",
                "node demand: 1 7/10 [000] 1.300000000: 5000000 cpu-clock:u: ",
                "\t    1 other (/bin/node)",
                "",
                "node demand: 1 7/10 [000] 1.310000000: 200000 demand: ",
                "\t    1 fast_other (/bin/node)",
                "",
                "node demand: 1 7/11 [000] 1.400000000: 200000 demand: ",
                "\t    1 later (/bin/node)");
        runHooked(awk, "");
        assertThat(lines("demand.text"))
                .containsExactly(
                        "", "node demand: 1 7/9 [000] 1.200000000: 200000 cpu-clock:u: ", "\t    1 fast (/bin/node)");
        assertThat(lines("demand.head"))
                .containsExactly("# faas-trace invocation id=a start=1.000000000 end=2.000000000 pid=7 tid=9 overlap=0"
                        + " demand=1");
        assertThat(lines("text"))
                .containsExactly(
                        "",
                        "node demand: 1 7/10 [000] 1.300000000: 5000000 cpu-clock:u: ",
                        "\t    1 other (/bin/node)");
        assertThat(lines("head")).singleElement().asString().contains(" id=b ");
        assertThat(lines("counted")).containsExactly("1 0");
        assertThat(lines("carry"))
                .containsExactly(
                        "", "node demand: 1 7/11 [000] 1.400000000: 200000 demand: ", "\t    1 later (/bin/node)");
        runHooked(awk, "1");
        assertThat(lines("demand.text")).contains("\t    1 later (/bin/node)");
        assertThat(lines("demand.head"))
                .endsWith(
                        "# faas-trace invocation id=c start=1.050000000 end=1.400000000 pid=7 tid=11 overlap=0 demand=1");
    }

    /** perf may be unable to open another event. */
    @ParameterizedTest
    @MethodSource("awks")
    void withoutTheirOwnEventCallsOnDemandHaveSamplesOfTheUsualOne(String awk) throws Exception {
        writeHooked();
        write("ended", "# faas-trace invocation id=a start=1.000000000 end=2.000000000 pid=7 tid=9 overlap=0 demand=1");
        dense = "";
        runHooked(awk, "");
        assertThat(lines("demand.text")).contains("\t    2 a (/bin/ruby)").hasSize(3);
        assertThat(lines("text")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("awks")
    void forkedCallsOnDemandAreKeptApart(String awk) throws Exception {
        write("taken", "7 one 1 1", "8 two 1 0");
        write(
                "input",
                "sh 7/7 [000] 1.000000000: 5000000 cpu-clock:u: ",
                "\t    1 slow (/bin/sh)",
                "",
                "sh 7/7 [000] 1.100000000:  200000 demand: ",
                "\t    1 fast (/bin/sh)",
                "",
                "sh 8/8 [000] 1.300000000: 200000 demand: ",
                "\t    1 fast_other (/bin/sh)",
                "",
                "sh 8/8 [000] 1.400000000: 5000000 cpu-clock:u: ",
                "\t    1 other (/bin/sh)");
        runForked(awk);
        assertThat(lines("demand.text"))
                .containsExactly("", "sh 7/7 [000] 1.100000000: 200000 cpu-clock:u: ", "\t    1 fast (/bin/sh)");
        assertThat(lines("demand.head"))
                .containsExactly(
                        "# faas-trace invocation id=one start=1.100000000 end=1.100000001 pid=7 tid=- overlap=0 demand=1");
        assertThat(lines("text"))
                .containsExactly("", "sh 8/8 [000] 1.400000000: 5000000 cpu-clock:u: ", "\t    1 other (/bin/sh)");
        assertThat(lines("head"))
                .containsExactly(
                        "# faas-trace invocation id=two start=1.400000000 end=1.400000001 pid=8 tid=- overlap=0");
    }

    private void runForked(String awk) throws Exception {
        List<String> arguments = outputs();
        arguments.addAll(List.of("PROGRAM", "taken", "-"));
        run(awk, "forked", arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("awks")
    void aForkedCallHasTheBoundsOfItsProcess(String awk) throws Exception {
        write("taken", "7 one 1 0", "20 - - -", "30 two 3 0");
        write(
                "input",
                "# cmdline : perf record",
                "sh 1/1 [000] 0.900000000: PERF_RECORD_FORK(7:7):(1:1)",
                "",
                "sh 7/7 [000] 1.000000000: PERF_RECORD_FORK(8:8):(7:7)",
                "",
                "sh 8/8 [000] 1.200000000:   5000000 cpu-clock:u: ",
                "\t    1 child (/bin/sh)",
                "",
                "sh 20/20 [000] 1.300000000:   5000000 cpu-clock:u: ",
                "\t    1 left_out (/bin/sh)",
                "",
                "sh 7/7 [000] 1.900000000: PERF_RECORD_EXIT(7:7):(1:1)",
                "",
                "sh 30/30 [000] 3.999999999:   5000000 cpu-clock:u: ",
                "\t    1 killed (/bin/sh)");
        runForked(awk);
        assertThat(lines("head"))
                .containsExactly(
                        "# faas-trace invocation id=one start=0.900000000 end=1.900000000 pid=7 tid=- overlap=0 children=8",
                        "# faas-trace invocation id=two start=3.999999999 end=4.000000000 pid=30 tid=- overlap=0");
        assertThat(lines("text"))
                .contains("\t    1 child (/bin/sh)", "\t    1 killed (/bin/sh)")
                .hasSize(6);
        assertThat(lines("mapped")).containsExactlyInAnyOrder("7", "8", "30");
        assertThat(lines("counted")).containsExactly("2 0");
    }

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
        write("ended", "# faas-trace invocation id=a start=1.000000000 end=2.000000000 pid=7 tid=9 overlap=0");
        for (String file : List.of("under_way", "threads")) {
            write(file);
        }
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
        write("ended", "# faas-trace invocation id=a start=1.000000000 end=2.000000000 pid=7 tid=- overlap=0");
        for (String file : List.of("under_way", "threads")) {
            write(file);
        }
        write("input", SWITCHES.toArray(String[]::new));
        waits = "all";
        runHooked(awk, "");
        assertThat(lines("text")).isEqualTo(WAITS.subList(4, 7));
    }

    @ParameterizedTest
    @MethodSource("awks")
    void waitsOfInvocationsOnDemandGoIntoTheirTrace(String awk) throws Exception {
        write("ended", "# faas-trace invocation id=a start=1.000000000 end=2.000000000 pid=7 tid=9 overlap=0 demand=1");
        for (String file : List.of("under_way", "threads")) {
            write(file);
        }
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
        write("ended");
        write("under_way", "begin a 1.000000000 7 9");
        write("threads");
        write("input", SWITCHES.toArray(String[]::new));
        waits = "all";
        runHooked(awk, "");
        assertThat(lines("text")).isEmpty();
        write("ended", "# faas-trace invocation id=a start=1.000000000 end=2.000000000 pid=7 tid=9 overlap=0");
        write("under_way");
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

    /** The numbers come from the records that say when a thread got and left its processor. */
    @ParameterizedTest
    @MethodSource("awks")
    void aForkedCallHasTheNumbersOfItsProcesses(String awk) throws Exception {
        write("taken", "7 one 1 0", "9 lost 2 0", "11 alive 3 0");
        write(
                "input",
                "sh 1/1 [000] 1.000000000: PERF_RECORD_FORK(7:7):(1:1)",
                "sh 7/7 [000] 1.001000000: PERF_RECORD_SWITCH IN",
                "sh 7/7 [000] 1.011000000: PERF_RECORD_SWITCH OUT preempt",
                "sh 7/7 [000] 1.013000000: PERF_RECORD_SWITCH IN",
                "sh 7/7 [000] 1.014000000: PERF_RECORD_FORK(8:8):(7:7)",
                "sh 7/7 [000] 1.015000000: PERF_RECORD_SWITCH OUT",
                "sh 8/8 [001] 1.015000000: PERF_RECORD_SWITCH IN",
                "sh 8/8 [001] 1.035000000: PERF_RECORD_EXIT(8:8):(7:7)",
                "sh 7/7 [000] 1.036000000: PERF_RECORD_SWITCH IN",
                "sh 7/7 [000] 1.040000000: PERF_RECORD_EXIT(7:7):(1:1)",
                "sh 1/1 [000] 2.000000000: PERF_RECORD_FORK(9:9):(1:1)",
                "sh 9/9 [000] 2.001000000: PERF_RECORD_SWITCH IN",
                "sh 9/9 [000] 2.011000000: PERF_RECORD_SWITCH IN",
                "sh 9/9 [000] 2.040000000: PERF_RECORD_EXIT(9:9):(1:1)",
                "sh 1/1 [000] 3.000000000: PERF_RECORD_FORK(11:11):(1:1)",
                "sh 11/11 [000] 3.000000000: PERF_RECORD_SWITCH IN",
                "sh 11/11 [000] 3.004000000: PERF_RECORD_FORK(12:12):(11:11)",
                "sh 12/12 [001] 3.004000000: PERF_RECORD_SWITCH IN",
                "sh 11/11 [000] 3.005000000: PERF_RECORD_EXIT(11:11):(1:1)",
                "sh 12/12 [001] 3.900000000: PERF_RECORD_SWITCH OUT");
        runForked(awk);
        assertThat(lines("head"))
                .containsExactly(
                        "# faas-trace invocation id=one start=1.000000000 end=1.040000000 pid=7 tid=- overlap=0"
                                + " cpu=36000000 ready=4000000 shared=1",
                        "# faas-trace invocation id=lost start=2.000000000 end=2.040000000 pid=9 tid=- overlap=0",
                        "# faas-trace invocation id=alive start=3.000000000 end=3.005000000 pid=11 tid=- overlap=0"
                                + " cpu=6000000 ready=0 shared=1");
    }

    /** A worker that is killed while it waits has no sample, but its wait tells how long its invocation ran. */
    @ParameterizedTest
    @MethodSource("awks")
    void aCallThatWasKilledShowsWhereItWaited(String awk) throws Exception {
        write("ended");
        write("under_way");
        write("threads");
        write("broken", "begin a 1.000000000 7 9");
        write("input", SWITCHES.toArray(String[]::new));
        waits = "all";
        runHooked(awk, "");
        assertThat(lines("text")).isEqualTo(WAITS);
        assertThat(lines("head"))
                .contains("# faas-trace invocation id=a start=1.000000000 end=1.613000000 pid=7 tid=9 overlap=0");
    }

    /** A thread of a pool is idle after its request, while other threads serve requests. */
    @ParameterizedTest
    @MethodSource("awks")
    void anIdleThreadDoesNotWait(String awk) throws Exception {
        write(
                "ended",
                "# faas-trace invocation id=a start=1.000000000 end=1.400000000 pid=7 tid=9 overlap=0",
                "# faas-trace invocation id=b start=1.000000000 end=2.000000000 pid=7 tid=10 overlap=0");
        for (String file : List.of("under_way", "threads")) {
            write(file);
        }
        write("input", SWITCHES.toArray(String[]::new));
        waits = "all";
        runHooked(awk, "");
        assertThat(lines("text")).contains("#\t    5 other (/bin/app)").doesNotContain("#\t    2 nap (/bin/app)");
    }

    /** Switches alone are of no use to the next trace. */
    @ParameterizedTest
    @MethodSource("awks")
    void switchesOutsideInvocationsAreDropped(String awk) throws Exception {
        for (String file : List.of("ended", "under_way", "threads")) {
            write(file);
        }
        write("input", SWITCHES.get(4), SWITCHES.get(5), SWITCHES.get(6));
        waits = "all";
        runHooked(awk, "");
        assertThat(lines("carry")).isEmpty();
        assertThat(lines("text")).isEmpty();
    }
}
