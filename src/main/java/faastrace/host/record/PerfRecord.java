package faastrace.host.record;

import faastrace.host.Commands;
import faastrace.host.RecordingStop;
import faastrace.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs {@code perf record}, and explains why it failed. */
final class PerfRecord {
    private static final int GRACE_SECONDS = 30;

    /** The exit code of a shell and of setsid if the program to run does not exist. */
    private static final int NOT_FOUND = 127;

    /** The exit code of perf if all processes end before the time is up. perf ends sleep and itself with SIGTERM. */
    private static final int ALL_ENDED = 128 + 15;

    /** How often perf is started if processes end before it has attached to them. */
    private static final int MOST_ATTEMPTS = 10;

    /** What else helps if waits are recorded. */
    private static final String WITHOUT_WAITS =
            "; if this perf can't record waits (it must be 5.5 or later, with DWARF unwinding), omit --waits";

    /** What else helps if an event was chosen. */
    private static final String WITHOUT_EVENT = "; many virtual machines have no hardware events";

    private static final String UNKNOWN_EVENT = "run 'perf list' to see the events that this machine has";
    private static final String AS_ROOT =
            "record as root, on the machine where the container runs; run 'faas-trace doctor' to find out why";

    private final PerfCommands perf;
    private final RecordRequest request;
    private final RecordingStop stop;

    PerfRecord(PerfCommands perf, RecordRequest request, RecordingStop stop) {
        this.perf = perf;
        this.request = request;
        this.stop = stop;
    }

    /**
     * Records into a file until the time is up, all processes have ended, the recording is stopped, or the file has
     * reached its limit.
     *
     * @return whether the file has reached its limit
     * @throws Problem if perf fails
     */
    boolean isFullAfter(RecordTarget target, Path data) {
        RecordTarget alive = target;
        Commands.Result result = run(alive, data);
        for (int attempt = 1; attempt < MOST_ATTEMPTS && alive.pids().size() > 1 && isTooLate(result); attempt++) {
            alive = alive.withoutEnded();
            result = run(alive, data);
        }
        boolean full = result.err().contains("size limit reached");
        boolean complete = result.code() == 0
                || result.code() == ALL_ENDED && !alive.pids().isEmpty();
        if (!complete && !full && !stop.isAsked()) {
            throw failure(alive, result);
        }
        return full;
    }

    private Commands.Result run(RecordTarget target, Path data) {
        List<String> command = Commands.apart(perf.record(target, data));
        return Commands.run(command, Map.of(), request.seconds() + GRACE_SECONDS, stop);
    }

    /** Whether a process ended before perf could attach to it. Then perf records none of them. */
    private static boolean isTooLate(Commands.Result result) {
        return result.code() != 0 && result.err().contains("No such process");
    }

    private Problem failure(RecordTarget target, Commands.Result result) {
        if (result.code() == NOT_FOUND) {
            return new Problem(
                    perf.perf(), "was not found", "install perf on this machine, or set FAAS_TRACE_PERF to its path");
        }
        if (isTooLate(result) && !target.pids().isEmpty()) {
            return new Problem(
                    target.label(),
                    "it or its children ended before perf could attach to them",
                    "record the whole container with --container, or its control group with --cgroup");
        }
        return new Problem(
                perf.perf() + " record",
                "fails: " + firstComplaint(result),
                result.err().contains("event syntax error") ? UNKNOWN_EVENT : AS_ROOT + withoutOptions());
    }

    private String withoutOptions() {
        return (request.waits() ? WITHOUT_WAITS : "") + (request.event().isPresent() ? WITHOUT_EVENT : "");
    }

    /** The first line that gives a reason. perf prints the heading "Error:" above this line. */
    private static String firstComplaint(Commands.Result result) {
        return result.err()
                .lines()
                .filter(line -> !line.isBlank() && !line.equals("Error:"))
                .findFirst()
                .orElse("it exited with status " + result.code() + " and printed nothing");
    }
}
