package faastrace.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.cli.Main;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sends real signals to {@code faas-trace record}. The program runs in its own process group, as in a terminal. */
@Timeout(120)
class StoppedRecordingIT {
    @TempDir
    private Path folder;

    private Path temporary;
    private Process busy;

    @BeforeEach
    void start() throws IOException {
        Means.require("perf");
        temporary = Files.createDirectory(folder.resolve("tmp"));
        busy = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
    }

    @AfterEach
    void end() {
        busy.destroyForcibly();
    }

    private Process record() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                // These signals are ignored if the tests run in the background or under nohup. Without env, the program
                // would inherit that.
                "env",
                "--default-signal=INT,HUP",
                "setsid",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                absolute(System.getProperty("java.class.path")),
                Main.class.getName(),
                "record",
                "--pid",
                "" + busy.pid(),
                "--seconds",
                "600",
                "--output",
                "trace.perf.gz");
        builder.redirectOutput(folder.resolve("out").toFile());
        builder.redirectError(folder.resolve("err").toFile());
        return builder.directory(folder.toFile()).start();
    }

    private static String absolute(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator))
                .map(part -> Path.of(part).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Waits until the recording has begun, then returns all processes that it started. */
    private List<ProcessHandle> started(Process process) throws Exception {
        while (process.isAlive() && !records()) {
            Thread.sleep(20);
        }
        assertThat(process.isAlive()).as(said()).isTrue();
        return process.descendants().toList();
    }

    private boolean records() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.anyMatch(
                    file -> file.endsWith("perf.data") && file.toFile().length() > 0);
        }
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("out")) + Files.readString(folder.resolve("err"));
    }

    private void nothingIsLeft(List<ProcessHandle> started) throws Exception {
        assertThat(temporary).isEmptyDirectory();
        assertThat(started).isNotEmpty();
        for (ProcessHandle process : started) {
            process.onExit().get(20, TimeUnit.SECONDS);
        }
    }

    /** A minus sign before the process id sends the signal to the whole process group, as Ctrl+C does. */
    @ParameterizedTest
    @CsvSource({"INT,-,130", "INT,'',130", "TERM,'',143", "HUP,'',129"})
    void aSignalEndsTheRecordingAndTheTraceUntilThenIsWritten(String signal, String group, int code) throws Exception {
        Process process = record();
        List<ProcessHandle> started = started(process);
        Thread.sleep(1500);
        kill(signal, group + process.pid());
        assertThat(process.waitFor()).as(said()).isEqualTo(code);
        assertThat(said()).contains("trace.perf.gz\n", "Stopped", " samples");
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve("trace.perf.gz")))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains(busy.pid() + "/" + busy.pid());
        }
        nothingIsLeft(started);
    }

    @Test
    void aRecordingThatIsStoppedBeforeThereIsAnythingSaysSo() throws Exception {
        kill("STOP", "" + busy.pid());
        Process process = record();
        List<ProcessHandle> started = started(process);
        kill("INT", "-" + process.pid());
        assertThat(process.waitFor()).as(said()).isEqualTo(130);
        assertThat(said()).contains("error:", "no trace is written", "cure:");
        assertThat(folder.resolve("trace.perf.gz")).doesNotExist();
        nothingIsLeft(started);
    }

    private static void kill(String signal, String process) throws Exception {
        Process kill = new ProcessBuilder("sh", "-c", "kill -s " + signal + " -- " + process)
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }
}
