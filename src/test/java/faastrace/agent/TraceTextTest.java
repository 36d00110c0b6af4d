package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the awk program that cuts the text of perf into traces, for functions with hooks. */
@Timeout(60)
class TraceTextTest extends TraceTextFixture {
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

    /** Samples that were kept from the recording before come first, so the header is not at the beginning. */
    @ParameterizedTest
    @MethodSource("awks")
    void theHeaderIsThatOfTheFirstFile(String awk) throws Exception {
        writeHooked();
        write(
                "input",
                "ruby     7/9     [000]     1.500000000:   5000000 cpu-clock:u: ",
                "\t    2 a (/bin/ruby)",
                "",
                "# cmdline : perf record",
                "# clockid: monotonic (1)",
                "#",
                "ruby     7/9     [000]     3.500000000:   5000000 cpu-clock:u: ",
                "\t    2 b (/bin/ruby)",
                "",
                "# cmdline : the next file",
                "ruby     7/9     [000]     3.600000000:   5000000 cpu-clock:u: ",
                "\t    2 b (/bin/ruby)");
        runHooked(awk, "");
        assertThat(lines("header")).containsExactly("# cmdline : perf record", "# clockid: monotonic (1)", "#");
        assertThat(lines("text")).filteredOn(line -> line.startsWith("#")).isEmpty();
        assertThat(lines("counted")).containsExactly("3 0");
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
}
