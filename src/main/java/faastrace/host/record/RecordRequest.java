package faastrace.host.record;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The options for a recording from outside. Exactly one of container, group and process is present.
 *
 * @param here the folder that relative paths start from
 * @param engine the container engine's command line
 * @param function the function's name in the trace
 * @param event the event to sample instead of CPU time
 * @param frequency samples of CPU time per second; an event is sampled each time that it happens
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
        Optional<Path> tokenFile) {}
