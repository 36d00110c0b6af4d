package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests each of the agent's awk programs on its own, with the awk implementations that images have. */
@Timeout(60)
class AwkTest extends AwkFixture {
    /** The image of the OpenWhisk example assembles the agent in the same way. */
    @ParameterizedTest
    @MethodSource("awks")
    void theAgentCanBePutTogetherWithoutAPatch(String awk) throws Exception {
        Means.require(Shells.word(awk));
        List<String> command = new ArrayList<>(Shells.words(awk));
        Path program = Path.of("examples/openwhisk/agent.awk").toAbsolutePath();
        command.addAll(List.of("-f", program.toString(), "faas-trace-agent.ftl"));
        Path output = directory.resolve("agent");
        Process process = new ProcessBuilder(command)
                .directory(Agent.OVERLAYS.resolve("agent").toFile())
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        assertThat(output).hasContent(AssembledAgent.text());
        assertThat(Files.size(output)).isEqualTo(Files.size(AssembledAgent.file()));
    }

    @Test
    void aShellCanQuoteThem() throws IOException {
        try (Stream<Path> parts = Files.list(PARTS)) {
            for (Path part :
                    parts.filter(file -> file.toString().endsWith(".awk")).toList()) {
                assertThat(Files.readString(part)).as(part.toString()).doesNotContain("'");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("awks")
    void linesOfHooksAreParted(String awk) throws Exception {
        write("late", "end x 0.100000000 0.200000000 7 9 0 5", "end a 1.000000000 2.000000000 7 9 0 3");
        write(
                "lines",
                "begin b 3.000000000 7 9",
                "end b 3.000000000 4.000000000 7 9 1 0",
                "begin a 1.000000000 7 9",
                "begin c 5.000000000 7 -",
                "begin d 5.000000000 7 - demand=1",
                "begin half");
        run(awk, "context split", "-v", "seen=1", "PROGRAM", "late", "lines");
        assertThat(lines("ended"))
                .containsExactly(
                        "# faas-trace invocation id=a start=1.000000000 end=2.000000000 pid=7 tid=9 overlap=0",
                        "# faas-trace invocation id=b start=3.000000000 end=4.000000000 pid=7 tid=9 overlap=1");
        assertThat(lines("under_way"))
                .containsExactlyInAnyOrder("begin c 5.000000000 7 -", "begin d 5.000000000 7 - demand=1");
        assertThat(lines("counts")).containsExactly("6 3");
    }

    @ParameterizedTest
    @MethodSource("awks")
    void theNumbersOfHooksArePassedOn(String awk) throws Exception {
        String line = "end %s 1.000000000 2.000000000 7 9 0 0";
        write(
                "lines",
                line.formatted("all") + " cpu=30000000 ready=20000000 throttled=10000000",
                line.formatted("several-processors") + " cpu=30000000 ready=20000000 throttled=40000000 shared=1",
                line.formatted("process") + " cpu=30000000 throttled=3000000000 shared=1",
                line.formatted("asked") + " cpu=5 shared=1 demand=1",
                line.formatted("unknown") + " shared=1",
                line.formatted("odd") + " cpu=-1 ready=1234567890123456789 later=7 cpu");
        write("late");
        run(awk, "context split", "-v", "seen=0", "PROGRAM", "late", "lines");
        String head = "# faas-trace invocation id=%s start=1.000000000 end=2.000000000 pid=7 tid=9 overlap=0";
        assertThat(lines("ended"))
                .containsExactly(
                        head.formatted("all") + " cpu=30000000 ready=20000000 throttled=10000000",
                        head.formatted("several-processors")
                                + " cpu=30000000 ready=20000000 throttled=20000000 shared=1",
                        head.formatted("process") + " cpu=30000000 throttled=1000000000 shared=1",
                        head.formatted("asked") + " cpu=5 shared=1 demand=1",
                        head.formatted("unknown"),
                        head.formatted("odd"));
    }

    @ParameterizedTest
    @MethodSource("awks")
    void theIdsOfTheCallerArePassedOn(String awk) throws Exception {
        String line = "end %s 1.000000000 2.000000000 7 9 0 0";
        String trace = "0af7651916cd43dd8448eb211c80319c";
        String span = "b7ad6b7169203331";
        write(
                "lines",
                line.formatted("a") + " traceparent=00-" + trace + "-" + span + "-01",
                line.formatted("asked") + " cpu=5 shared=1 traceparent=cc-" + trace + "-" + span + "-00 demand=1",
                line.formatted("version") + " traceparent=ff-" + trace + "-" + span + "-01",
                line.formatted("no-trace") + " traceparent=00-" + "0".repeat(32) + "-" + span + "-01",
                line.formatted("no-span") + " traceparent=00-" + trace + "-" + "0".repeat(16) + "-01",
                line.formatted("short") + " traceparent=00-" + trace + "-" + span.substring(1) + "-01",
                line.formatted("other") + " traceparent=00-" + trace.replace("0af", "0g/") + "-" + span + "-01");
        write("late");
        run(awk, "context split", "-v", "seen=0", "PROGRAM", "late", "lines");
        String head = "# faas-trace invocation id=%s start=1.000000000 end=2.000000000 pid=7 tid=9 overlap=0";
        String ids = " trace=" + trace + " span=" + span;
        assertThat(lines("ended"))
                .containsExactly(
                        head.formatted("a") + ids,
                        head.formatted("asked") + " cpu=5 shared=1" + ids + " demand=1",
                        head.formatted("version"),
                        head.formatted("no-trace"),
                        head.formatted("no-span"),
                        head.formatted("short"),
                        head.formatted("other"));
    }

    @ParameterizedTest
    @MethodSource("awks")
    void namesOfCodeThatMayBeRunStay(String awk) throws Exception {
        write("maps", "7f0000001000-7f0000002000 r-xp 0 00:00 0", "7f0000003000-7f0000004000 rw-p 0 00:00 0");
        write("map", "7f0000001100 10 function f", "7f0000003100 10 data", "7f0000002000 10 behind");
        assertThat(run(awk, "executable", "PROGRAM", "maps", "map"))
                .containsExactly("00000139637976731904 00000139637976731920 0000000001 7f0000001100 10 function f");
    }

    @ParameterizedTest
    @MethodSource("awks")
    void ofCodeThatOverlapsTheLaterStays(String awk) throws Exception {
        write(
                "sorted",
                "00000000000000000100 00000000000000000110 0000000001 older",
                "00000000000000000105 00000000000000000115 0000000009 newer",
                "00000000000000000112 00000000000000000118 0000000003 oldest",
                "00000000000000000120 00000000000000000130 0000000002 apart");
        assertThat(run(awk, "latest", "PROGRAM", "sorted")).containsExactly("newer", "apart");
    }
}
