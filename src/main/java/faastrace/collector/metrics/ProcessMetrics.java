package faastrace.collector.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The standard process metrics of Prometheus's own client libraries, under the same names. */
public final class ProcessMetrics {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s{1,40}(\\d{1,15}) kB$");
    private static final int KIB = 1024;
    private static final double MILLIS = 1000;

    private ProcessMetrics() {}

    /** Adds the process metrics to the given metrics. */
    public static void show(Metrics metrics) {
        metrics.show(
                "process_start_time_seconds",
                "Start time of the process since unix epoch in seconds.",
                "gauge",
                () -> value(ProcessHandle.current().info().startInstant().map(Instant::toEpochMilli)));
        metrics.show(
                "process_cpu_seconds_total",
                "Total user and system CPU time spent in seconds.",
                "counter",
                () -> value(ProcessHandle.current().info().totalCpuDuration().map(Duration::toMillis)));
        metrics.show(
                "process_resident_memory_bytes", "Resident memory size in bytes.", "gauge", ProcessMetrics::resident);
    }

    private static OptionalDouble value(Optional<Long> millis) {
        return millis.isPresent() ? OptionalDouble.of(millis.get() / MILLIS) : OptionalDouble.empty();
    }

    /**
     * Reads the resident memory from {@code /proc}. Only Linux has this file, so the metric is missing on other
     * systems.
     */
    private static OptionalDouble resident() {
        try {
            Matcher resident = RESIDENT.matcher(Files.readString(STATUS));
            return resident.find()
                    ? OptionalDouble.of(Double.parseDouble(resident.group(1)) * KIB)
                    : OptionalDouble.empty();
        } catch (IOException absent) {
            return OptionalDouble.empty();
        }
    }
}
