package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tests the systemd unit that starts the collector on a faasd host. */
class CollectorServiceTest {
    private static final Path UNIT = Path.of("examples/collector/faas-trace-collector.service");
    private static final String PROGRAM = "/usr/local/bin/faas-trace";

    @TempDir
    private Path folder;

    private static List<String> command() throws Exception {
        String start = Files.readAllLines(UNIT).stream()
                .filter(line -> line.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow();
        return List.of(start.substring(start.indexOf('=') + 1).split(" "));
    }

    @Test
    void systemdFindsNoFaultWithIt() throws Exception {
        Means.require("systemd-analyze");
        assertThat(verified(Files.readString(UNIT))).isEmpty();
        assertThat(verified(Files.readString(UNIT).replace("DynamicUser=", "DynamicUsers=")))
                .contains("DynamicUsers");
    }

    /**
     * The messages of systemd-analyze about the unit. The unit's program is replaced with one that exists on this
     * machine.
     */
    private String verified(String text) throws Exception {
        Path unit =
                Files.writeString(folder.resolve("faas-trace-collector.service"), text.replace(PROGRAM, "/bin/true"));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder("systemd-analyze", "verify", "--man=no", unit.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output);
    }

    @Test
    void itsCommandIsOneOfTheProgramAndItsFolderIsTheUnitsOwn() throws Exception {
        List<String> command = command();
        assertThat(command.get(0)).isEqualTo(PROGRAM);
        CommandLine.ParseResult parsed = FaasTraceCommand.commandLine(Path.of(""), "collect")
                .parseArgs(command.subList(1, command.size()).toArray(String[]::new));
        assertThat(parsed.subcommand().commandSpec().name()).isEqualTo("collect");
        String kept = command.get(command.indexOf("--dir") + 1);
        assertThat(kept).startsWith("/var/lib/faas-trace/");
        assertThat(Files.readString(UNIT)).contains("\nStateDirectory=faas-trace\n");
    }
}
