package faastrace.host.record;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is to be recorded from outside. Exactly one of container, group and process is given.
 *
 * @param here the folder that relative paths begin at
 * @param engine the words of the command that knows containers by name
 * @param function whose trace it is
 * @param frequency samples per second
 * @param kernelFrames whether the kernel's frames are wanted as well
 * @param output where the trace goes, unless it goes to the collector
 * @param tokenFile what holds the collector's token
 */
public record RecordRequest(
        Path here,
        Optional<String> container,
        Optional<String> group,
        Optional<Long> process,
        Optional<String> engine,
        Optional<String> function,
        int seconds,
        int frequency,
        boolean kernelFrames,
        Optional<Path> output,
        Optional<String> url,
        Optional<Path> tokenFile) {}
