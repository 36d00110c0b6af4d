package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CollectorTrainingIT {
    @TempDir
    private Path folder;

    /**
     * Checks that Java's management classes are not loaded, because loading them would slow down the start of the
     * collector.
     */
    @Test
    void aCollectorStartsTakesATraceAndStopsWithoutJavasManagement() throws Exception {
        Path loaded = folder.resolve("loaded");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xlog:class+load:file=" + loaded,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CollectorTraining.class.getName(),
                        folder.resolve("stacks").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).isEmpty();
        try (Stream<Path> traces = Files.list(folder.resolve("stacks/training"))) {
            assertThat(traces).anyMatch(trace -> trace.toString().endsWith(".perf.gz"));
        }
        assertThat(Files.readString(loaded))
                .contains("faastrace.collector.routes.ReceiveRoute ", "org.eclipse.jetty.server.Server ")
                .doesNotContain("javax.management.MBeanServer ");
    }
}
