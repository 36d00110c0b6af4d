package faastrace.cli.project;

import faastrace.cli.terminal.ExitCodes;
import faastrace.cli.terminal.Failures;
import faastrace.cli.terminal.OutputFormat;
import faastrace.cli.terminal.TerminalSafe;
import faastrace.problem.Problem;
import faastrace.project.Project;
import faastrace.project.RetryOnChange;
import faastrace.project.State;
import faastrace.project.TargetState;
import faastrace.project.stack.Target;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show the state of each template, and how finely it is traced.",
        footer = {
            "",
            "States: untouched, patched, outdated, overwritten, edited, upstream moved,",
            "missing, or refused (with the reason).",
            "",
            "Example:",
            "  faas-trace status --explain python3-http"
        })
public final class StatusCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TEMPLATE", arity = "0..*", description = "Show only these templates.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--check", description = "Exit 1 unless each needed template is patched or refused.")
    private boolean check;

    @Option(names = "--explain", description = "Also show the facts found in each template, and where.")
    private boolean explain;

    @Option(names = "--format", paramLabel = "FORMAT", description = "Output format: text or json (default: text).")
    private OutputFormat format = OutputFormat.text;

    @Mixin
    private ProjectOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return RetryOnChange.until(() -> Optional.of(report()));
    }

    private int report() {
        options.refuseLeftOut(names);
        Project project = options.open(spec.commandLine().getErr(), false);
        List<Target> targets = names.isEmpty() ? project.known() : project.targets(names, false);
        if (check && targets.isEmpty()) {
            throw project.nothingToPatch();
        }
        List<Problem> unreadable = new ArrayList<>();
        List<TargetState> states = project.statesHere(targets, unreadable::add);
        if (explain) {
            // Reading may have to start over, so everything is read before the first line is printed.
            states.forEach(TargetState::rewrite);
        }
        new Report(spec.commandLine(), format).status(states, explain);
        List<Target> wanted = project.targets(names, false);
        List<TargetState> findings = states.stream()
                .filter(StatusCommand::isFinding)
                .filter(state -> state.state() != State.UNTOUCHED || wanted.contains(state.target()))
                .toList();
        if (format == OutputFormat.text && !findings.isEmpty()) {
            spec.commandLine().getOut().flush();
            advise(project, findings, states, names.isEmpty() ? wanted : project.targets(List.of(), false));
        }
        if (targets.isEmpty()) {
            Problem nothing = project.nothingToPatch();
            spec.commandLine()
                    .getErr()
                    .println("Nothing to show. "
                            + TerminalSafe.printable(nothing.where() + ": " + nothing.what() + "; " + nothing.cure())
                            + ".");
        }
        if (!unreadable.isEmpty()) {
            unreadable.forEach(problem -> Failures.say(problem, spec.commandLine()));
            return ExitCodes.FIXABLE;
        }
        return check && !findings.isEmpty() ? ExitCodes.FOUND : 0;
    }

    private void advise(Project project, List<TargetState> findings, List<TargetState> all, List<Target> wanted) {
        PrintWriter err = spec.commandLine().getErr();
        List<TargetState> conflicts =
                findings.stream().filter(state -> state.conflict().isPresent()).toList();
        conflicts.stream()
                .flatMap(state -> state.obstacle("patch").stream())
                .forEach(problem -> err.println(TerminalSafe.printable(problem.getMessage()) + "."));
        List<TargetState> others =
                findings.stream().filter(state -> !conflicts.contains(state)).toList();
        if (others.isEmpty()) {
            return;
        }
        SettingAdvice.keeping(project.plan(others).settingChanges(), "in the lock")
                .ifPresent(keep -> err.println(
                        "faas-trace.lock has other settings: " + TerminalSafe.printable(keep) + ". Otherwise:"));
        // Without names, patch works only on the templates that the stack needs.
        boolean allWanted = others.stream().allMatch(state -> wanted.contains(state.target()));
        String named = allWanted
                ? ""
                : " "
                        + String.join(
                                " ",
                                others.stream()
                                        .map(state -> state.target().name())
                                        .toList());
        err.println((conflicts.isEmpty() ? "Run" : "Then run") + " 'faas-trace patch" + TerminalSafe.printable(named)
                + "' to " + cure(others, all));
    }

    /** What {@code patch} would do about these findings. */
    private static String cure(List<TargetState> findings, List<TargetState> all) {
        long missing = findings.stream()
                .filter(state -> state.state() == State.MISSING)
                .count();
        if (missing == findings.size()) {
            return "pull what is missing and patch it.";
        }
        if (findings.stream().allMatch(state -> state.state() == State.UNTOUCHED)) {
            return "patch them.";
        }
        boolean keepsAll = all.stream().allMatch(state -> state.lost().isEmpty());
        return (missing > 0 ? "pull what is missing and update the others" : "update them") + "; your edits are kept"
                + (keepsAll ? "." : ", except in files that patch added.");
    }

    /** Whether this state makes {@code status --check} exit with 1. */
    private static boolean isFinding(TargetState state) {
        return switch (state.state()) {
            case PATCHED, REFUSED -> false;
            case UNTOUCHED, OUTDATED, OVERWRITTEN, EDITED, UPSTREAM_MOVED, MISSING -> true;
        };
    }
}
