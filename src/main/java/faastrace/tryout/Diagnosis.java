package faastrace.tryout;

import faastrace.host.doctor.Doctor;
import faastrace.host.doctor.Finding;
import faastrace.problem.Problem;
import faastrace.tryout.engine.Engine;
import faastrace.tryout.engine.ShellWords;
import faastrace.tryout.engine.TryoutListener;
import java.util.List;
import java.util.Optional;

/** Finds out why a container sends no trace: from its log, and with the doctor's checks inside the container. */
final class Diagnosis {
    private static final String COLLECTOR = "collector";

    private final Engine engine;
    private final FunctionContainer container;
    private final TryoutListener listener;

    Diagnosis(Engine engine, FunctionContainer container, TryoutListener listener) {
        this.engine = engine;
        this.container = container;
        this.listener = listener;
    }

    /** The first check that fails, as a problem; empty if no check fails. */
    Optional<Problem> find() {
        return findings().stream()
                .filter(finding -> finding.state() == Finding.State.SHUT)
                .findFirst()
                .map(this::problem);
    }

    private List<Finding> findings() {
        try {
            return Doctor.inContainer(
                    container.name(), Optional.of(String.join(" ", engine.words())), Optional.empty());
        } catch (Problem noShell) {
            return List.of();
        }
    }

    private Problem problem(Finding finding) {
        showLog();
        String cure = finding.cure();
        if (finding.gate().equals(COLLECTOR)) {
            cure = "if a firewall blocks containers from reaching this machine, open it for them, or run the"
                    + " function in this machine's network: add '-- --network host'";
        }
        return new Problem("inside the container, " + finding.gate(), finding.what(), cure);
    }

    /** The problem to report if all checks pass. */
    Problem unknown() {
        showLog();
        return new Problem(
                "traces",
                "none arrived, although no check failed in the container",
                "read the log above; if an invocation takes only a few milliseconds, there may be no samples of it:"
                        + " use --data FILE to give the function more work");
    }

    private void showLog() {
        List<String> log = container.log();
        List<String> ours =
                log.stream().filter(line -> line.startsWith("faas-trace")).toList();
        listener.failure(ShellWords.join(engine.words("logs", container.name())), ours.isEmpty() ? log : ours);
    }
}
