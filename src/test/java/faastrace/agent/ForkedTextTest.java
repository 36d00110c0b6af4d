package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the awk program that cuts the text of perf into traces, for processes that are forked for each request. */
@Timeout(60)
class ForkedTextTest extends TraceTextFixture {
    @ParameterizedTest
    @MethodSource("awks")
    void forkedCallsOnDemandAreKeptApart(String awk) throws Exception {
        write("taken", "7 one 1 1 ", "8 two 1 0 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
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
                        "# faas-trace invocation id=two start=1.400000000 end=1.400000001 pid=8 tid=- overlap=0"
                                + " trace=0af7651916cd43dd8448eb211c80319c span=b7ad6b7169203331");
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
}
