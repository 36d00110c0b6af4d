package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checks that the perf from the overlay {@code carried-perf} can record functions that use another C library. */
@Timeout(120)
class CarriedPerfIT {
    private static final Path COLLECT = Path.of("template-overlays/carried-perf/collect.sh");

    /** Copies perf to its path in the image, then runs the function as an unprivileged user. */
    private static final String IN_THE_IMAGE = """
            mount -t tmpfs tmpfs /usr/local
            mkdir -p /usr/local/lib/faas-trace
            cp -R "/mnt/host$1/perf" /usr/local/lib/faas-trace/perf
            cp "/mnt/host$1/burn" /mnt/burn
            exec su nobody -s /bin/sh -c 'exec /mnt/agent watchdog /mnt/burn'
            """;

    private static final String BURN = """
            #include <time.h>
            static volatile unsigned long sum;
            __attribute__((noinline)) static void burn_in_the_function(void) {
                for (int i = 0; i < 1000000; i++) sum += i;
            }
            int main(void) {
                for (time_t end = time(NULL) + 4; time(NULL) < end;) burn_in_the_function();
                return 42;
            }
            """;

    @TempDir
    Path directory;

    @Test
    void itRecordsAnUnprivilegedFunctionOnAlpineAndNamesItsFunctions() throws Exception {
        Means.requireRoot();
        Means.require("perf", "alpine", "busybox", "gcc");
        assertThat(run(
                        Map.of(),
                        "sh",
                        COLLECT.toString(),
                        directory.resolve("perf").toString()))
                .isZero();
        Files.writeString(directory.resolve("burn.c"), BURN);
        assertThat(run(Map.of(), "gcc", "-static", "-fno-omit-frame-pointer", "-o", path("burn"), path("burn.c")))
                .isZero();
        try (TraceSink sink = new TraceSink()) {
            Map<String, String> settings = Map.of(
                    "FAAS_TRACE_URL", sink.url(),
                    "FAAS_TRACE_SAMPLE", "all",
                    "FAAS_TRACE_WINDOW", "1",
                    "FAAS_TRACE_LEVEL", "process",
                    "FAAS_TRACE_SUDO", "off",
                    // These folders contain the function's C library. The recorder must not load this library.
                    "LD_LIBRARY_PATH", "/lib:/usr/lib");
            assertThat(run(settings, inAlpine("sh", "-c", IN_THE_IMAGE, "sh", directory.toString())))
                    .as(() -> said())
                    .isEqualTo(42);
            assertThat(sink.texts()).as(said()).isNotEmpty();
            assertThat(String.join("", sink.texts())).contains("burn_in_the_function (/mnt/burn)");
        }
    }

    @Test
    void withoutPerfItFailsNoBuildAndLeavesAnEmptyFolder() throws Exception {
        Path tools = Files.createDirectory(directory.resolve("tools"));
        for (String tool : List.of("mkdir", "cp", "cat", "chmod", "rm", "ldd")) {
            Files.copy(Path.of("/bin", tool), tools.resolve(tool), StandardCopyOption.COPY_ATTRIBUTES);
        }
        int code = run(Map.of("PATH", tools.toString()), "/bin/sh", COLLECT.toString(), path("perf"));
        assertThat(code).isZero();
        assertThat(directory.resolve("perf")).isEmptyDirectory();
        assertThat(said()).contains("faas-trace: WARNING: perf could not be copied into the image");
    }

    private static String[] inAlpine(String... command) {
        List<String> words = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork"));
        words.add(Agent.RESOURCES.resolve("alpine.sh").toString());
        words.addAll(List.of(Means.program("alpine"), Agent.SCRIPT.toString()));
        words.addAll(List.of(command));
        return words.toArray(String[]::new);
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private String said() {
        try {
            return Files.readString(directory.resolve("said"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private int run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(directory.resolve("said").toFile());
        builder.environment().putAll(environment);
        return builder.start().waitFor();
    }
}
