package faastrace.tryout;

import faastrace.host.doctor.Doctor;
import faastrace.host.doctor.Finding;
import faastrace.problem.Problem;
import faastrace.tryout.engine.Engine;
import faastrace.tryout.engine.ShellWords;
import faastrace.tryout.engine.TryoutListener;
import java.util.List;
import java.util.Optional;

/** Why no trace comes from a container: what its log says, and which gate is shut inside of it. */
final class Diagnosis {
    private static final String COLLECTOR = "collector";

    private final Engine engine;
    private final FunctionContainer container;
    private final TryoutListener talk;

    Diagnosis(Engine engine, FunctionContainer container, TryoutListener talk) {
        this.engine = engine;
        this.container = container;
        this.talk = talk;
    }

    /** The problem that a shut gate is, if one is. */
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
            cure =
                    "if a firewall keeps containers from this machine, let them in, or let the function use this machine's"
                            + " network: add '-- --network host'";
        }
        return new Problem("inside the container, " + finding.gate(), finding.what(), cure);
    }

    /** Where no gate is shut. */
    Problem unknown() {
        showLog();
        return new Problem(
                "traces",
                "none arrived, though no gate is shut in the container",
                "read the log above; a call of a few milliseconds may be too short to be sampled: give it more to do"
                        + " with --data FILE");
    }

    private void showLog() {
        List<String> log = container.log();
        List<String> ours =
                log.stream().filter(line -> line.startsWith("faas-trace")).toList();
        talk.failure(ShellWords.join(engine.words("logs", container.name())), ours.isEmpty() ? log : ours);
    }
}
