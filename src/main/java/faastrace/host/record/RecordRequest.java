package faastrace.host.record;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The options for a recording from outside. Exactly one of container, group and process is present.
 *
 * @param here the folder that relative paths start from
 * @param engine the container engine's command line
 * @param function the function's name in the trace
 * @param event the event to sample instead of CPU time
 * @param frequency samples per second; events of software, such as page faults, are recorded each time that they happen
 * @param kernelFrames whether to record the kernel's frames too
 * @param waits whether to record where threads wait
 * @param output the trace file, unless the trace is sent to a collector
 * @param tokenFile the file with the collector's token
 */
public record RecordRequest(
        Path here,
        Optional<String> container,
        Optional<String> group,
        Optional<Long> process,
        Optional<String> engine,
        Optional<String> function,
        Optional<String> event,
        int seconds,
        int frequency,
        boolean kernelFrames,
        boolean waits,
        Optional<Path> output,
        Optional<String> url,
        Optional<Path> tokenFile) {
    /**
     * The events that the kernel itself counts. They are recorded each time that they happen, because perf needs some time to
     * find the period for a frequency, and memory is often used in bursts that are shorter. Events of the processor
     * happen millions of times a second.
     */
    private static final Set<String> OF_SOFTWARE = Set.of(
            "page-faults",
            "faults",
            "minor-faults",
            "major-faults",
            "context-switches",
            "cs",
            "cpu-migrations",
            "migrations",
            "alignment-faults",
            "emulation-faults",
            "cgroup-switches",
            "bpf-output");

    /** Whether each event becomes a sample, whatever the frequency is. */
    public boolean recordsEach() {
        return event.filter(OF_SOFTWARE::contains).isPresent();
    }
}
