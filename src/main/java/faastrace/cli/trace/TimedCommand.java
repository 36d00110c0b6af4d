package faastrace.cli.trace;

import faastrace.trace.OffCpu;
import faastrace.trace.Weight;
import java.io.InputStream;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The base of all commands that can show the time off the processor. */
abstract class TimedCommand extends TraceCommand {
    @Option(
            names = "--time",
            order = 1,
            paramLabel = "WHICH",
            defaultValue = "cpu",
            description = "Time to show: cpu, waits (time off the processor), or wall (both). Default: cpu.")
    private OffCpu.Time time;

    TimedCommand(Path here, InputStream standardInput) {
        super(here, standardInput);
    }

    @Override
    final OffCpu.Time time() {
        return time;
    }

    /** What to count: the wanted weight, or nanoseconds if the time includes waits. */
    final Weight weight(Weight wanted) {
        return time == OffCpu.Time.cpu ? wanted : Weight.period;
    }
}
