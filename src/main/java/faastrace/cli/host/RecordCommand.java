package faastrace.cli.host;

import faastrace.cli.terminal.CommandContext;
import faastrace.cli.terminal.Failures;
import faastrace.cli.terminal.Interruption;
import faastrace.host.RecordingStop;
import faastrace.host.record.HostRecording;
import faastrace.host.record.RecordRequest;
import faastrace.problem.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code faas-trace record}: records from the host, outside the container. */
@Command(
        name = "record",
        customSynopsis = "faas-trace record (--container=ID | --cgroup=PATH | --pid=PID) [OPTIONS]",
        mixinStandardHelpOptions = true,
        description = {
            "Record a container, control group or process from the host.",
            "The image needs no changes, but this machine needs perf and you must be root."
        },
        footer = {
            "",
            "If a process ends before the recording does, its functions are shown as addresses.",
            "",
            "Examples:",
            "  faas-trace record --container pi-1 --seconds 5",
            "  faas-trace record --container pi-1 --event page-faults",
            "  faas-trace record --cgroup /openfaas-fn/pi --url http://127.0.0.1:4141/"
        })
public final class RecordCommand implements Callable<Integer> {
    private static final int MOST_SECONDS = 600;
    private static final int MOST_FREQUENCY = 10_000;
    private static final Set<String> CLOCKS = Set.of("cpu-clock", "task-clock");

    /** What to record. Exactly one of these options is given. */
    static final class Target {
        @Option(
                names = "--container",
                paramLabel = "ID",
                description = "A container: its name, its id, or at least 12 characters of the id.")
        private @Nullable String container;

        @Option(
                names = "--cgroup",
                paramLabel = "PATH",
                description = "All processes of a control group and its subgroups.")
        private @Nullable String group;

        @Option(names = "--pid", paramLabel = "PID", description = "A process and its children.")
        private @Nullable Long process;
    }

    @ArgGroup(multiplicity = "1")
    private Target target;

    @Option(
            names = "--engine",
            paramLabel = "COMMAND",
            description = "Container engine command: podman, docker or nerdctl, with options.")
    private @Nullable String engine;

    @Option(
            names = "--function",
            paramLabel = "NAME",
            description = "Name of the function in the trace (default: the container, group or process).")
    private @Nullable String function;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Length of the recording in seconds (default: ${DEFAULT-VALUE}).")
    private int seconds = 10;

    @Option(names = "--frequency", paramLabel = "HZ", description = "Samples per second (default: ${DEFAULT-VALUE}).")
    private int frequency = 200;

    @Option(
            names = "--event",
            paramLabel = "NAME",
            description =
                    "Record this event of perf instead of CPU time, such as page-faults (where memory is first used).")
    private @Nullable String event;

    @Option(names = "--kernel-frames", description = "Include kernel frames.")
    private boolean kernelFrames;

    @Option(names = "--waits", description = "Also record where threads wait, and for how long.")
    private boolean waits;

    @Option(names = "--output", paramLabel = "FILE", description = "File for the trace (default: NAME-TIME.perf.gz).")
    private @Nullable Path output;

    @Option(names = "--url", paramLabel = "URL", description = "Send the trace to this collector, and write no file.")
    private @Nullable String url;

    @Option(names = "--token-file", paramLabel = "FILE", description = "With --url: file with the collector's token.")
    private @Nullable Path tokenFile;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        bounded("--seconds", seconds, MOST_SECONDS);
        bounded("--frequency", frequency, MOST_FREQUENCY);
        if (function != null && !function.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")) {
            throw new Problem("--function " + function, "is not a valid name", "use A-Z a-z 0-9 . _ -");
        }
        RecordingStop stop = new RecordingStop();
        if (event != null && !event.matches("[A-Za-z][A-Za-z0-9_-]{0,63}")) {
            throw new Problem(
                    "--event " + event,
                    "is not the name of a software or hardware event",
                    "run 'perf list' to see the names; tracepoints, which have a colon, are not supported");
        }
        if (event != null && CLOCKS.contains(event)) {
            throw new Problem("--event " + event, "measures CPU time, as record does anyway", "leave out --event");
        }
        Interruption interruption = new Interruption(() -> stop(stop));
        try {
            return recordAndSay(stop);
        } finally {
            interruption.close();
        }
    }

    /**
     * Records, and prints a failure immediately. After a signal, the program ends as soon as the interruption is
     * closed, so a failure could not be printed later.
     */
    private int recordAndSay(RecordingStop stop) {
        try {
            return record(stop);
        } catch (Problem problem) {
            return Failures.failed(problem, spec.commandLine());
        }
    }

    private void stop(RecordingStop stop) {
        spec.commandLine().getErr().println("Stopped; what was recorded so far is kept …");
        stop.ask();
    }

    private int record(RecordingStop stop) {
        PrintWriter err = spec.commandLine().getErr();
        HostRecording recording = HostRecording.prepare(request(), stop);
        err.println("Recording for " + seconds + " s; press Ctrl+C to stop early …");
        HostRecording.Result result = recording.run();
        spec.commandLine().getOut().println(result.where());
        spec.commandLine().getOut().flush();
        err.println(result.samples() + " samples" + (waits ? ", " + result.waits() + " waits" : ""));
        if (result.full()) {
            err.println("The recording ended early, because perf's file reached its limit; record fewer --seconds.");
        }
        return 0;
    }

    private RecordRequest request() {
        Path here = CommandContext.of(spec).here();
        RecordRequest request = new RecordRequest(
                here,
                Optional.ofNullable(target.container),
                Optional.ofNullable(target.group),
                Optional.ofNullable(target.process),
                Optional.ofNullable(engine),
                Optional.ofNullable(function),
                Optional.ofNullable(event),
                seconds,
                frequency,
                kernelFrames,
                waits,
                Optional.ofNullable(output),
                Optional.ofNullable(url),
                Optional.ofNullable(tokenFile).map(here::resolve));
        if (request.recordsEach() && spec.commandLine().getParseResult().hasMatchedOption("--frequency")) {
            throw new Problem(
                    "--frequency", "has no effect on " + event + ": each of them is recorded", "leave it out");
        }
        return request;
    }

    private static void bounded(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new Problem(option + " " + value, "is out of bounds", "use 1 to " + most);
        }
    }
}
