package faastrace.cli.project;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.cli.terminal.ExitCodes;
import faastrace.cli.terminal.Failures;
import faastrace.cli.terminal.OutputFormat;
import faastrace.overlay.Level;
import faastrace.patch.FileChange;
import faastrace.patch.Patch;
import faastrace.problem.Problem;
import faastrace.project.PatchPlan;
import faastrace.project.State;
import faastrace.project.TargetState;
import faastrace.project.run.PatchOutcome;
import faastrace.project.settings.SettingChange;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;

/** Prints the results of commands that work on targets, in any output format. */
public final class Report {
    private final CommandLine commandLine;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Ansi ansi;
    private final OutputFormat format;

    /** Creates a report in the given format. */
    public Report(CommandLine commandLine, OutputFormat format) {
        this.commandLine = commandLine;
        this.out = commandLine.getOut();
        this.err = commandLine.getErr();
        this.ansi = commandLine.getColorScheme().ansi();
        this.format = format;
    }

    boolean coloured() {
        return ansi.enabled();
    }

    /** Prints what {@code patch} did, and the next step. */
    void patched(PatchOutcome outcome) {
        PatchPlan plan = outcome.plan();
        summarise(plan);
        changedSettings(plan);
        plan.lockDifferences().stream()
                .filter(Report::isRefused)
                .forEach(state -> err.println(
                        printable(state.target().name()) + " is no longer in faas-trace.lock, because it is refused."));
        for (String function : outcome.untraced()) {
            err.println(
                    printable(function) + " has its own Dockerfile and is not traced; add --functions to patch it.");
        }
        if (plan.targets().stream().anyMatch(s -> !isRefused(s))) {
            err.println("Next: faas-cli build (or up), and `faas-trace collect` to receive the traces.");
        }
        plan.targets().forEach(state -> lost(state.replaced(), "replaced"));
    }

    /** Prints what was done to each target, and how many targets are traced now. */
    public void summarise(PatchPlan plan) {
        print(plan.targets(), Report::deed);
        // Changed targets are up to date now. If a target was left unchanged, its notes can explain why.
        plan.targets().stream().filter(s -> s.pending().isEmpty()).forEach(s -> say(s, s.notes()));
        limits(plan);
        long patched = plan.targets().stream().filter(s -> !isRefused(s)).count();
        long refused = plan.targets().size() - patched;
        out.flush(); // keeps the lines in order on a terminal that shows both streams
        err.println();
        err.println(patched + " traced" + (refused == 0 ? "." : ", " + refused + " refused: the reasons are above."));
        err.flush();
    }

    /** Prints what {@code --check} found. Returns 0 if nothing would change. */
    int check(PatchPlan plan) {
        List<String> differences = plan.differences();
        print(plan.targets(), found(plan));
        limits(plan);
        out.flush();
        String cure = SettingAdvice.orElse(plan.settingChanges(), "run 'faas-trace patch'");
        differences.forEach(difference -> complain(difference, cure));
        return differences.isEmpty() ? code(plan) : ExitCodes.FOUND;
    }

    /**
     * The exit code for the targets themselves: 2 if one of them can't be read, or if none of them can be traced. Also
     * reports those that can't be read.
     */
    int code(PatchPlan plan) {
        boolean nothing = plan.targets().stream().allMatch(Report::isRefused);
        int unreadable = unreadable(plan);
        return nothing ? ExitCodes.FIXABLE : unreadable;
    }

    private int unreadable(PatchPlan plan) {
        List<Problem> problems = plan.targets().stream()
                .flatMap(state -> state.unreadable().stream())
                .toList();
        problems.forEach(problem -> Failures.say(problem, commandLine));
        return problems.isEmpty() ? 0 : ExitCodes.FIXABLE;
    }

    /** Prints what {@code --check} found about copies. Returns 0 if writing the copies would change nothing. */
    int checkCopies(PatchPlan plan, Patch copies, String suffix) {
        Function<TargetState, String> word = state -> {
            String folder = "template/" + state.target().name() + suffix + "/";
            List<FileChange> changes = copies.changes().stream()
                    .filter(change -> change.path().startsWith(folder))
                    .toList();
            boolean there = changes.stream().anyMatch(change -> change.before() != null);
            return isRefused(state) ? "refused" : changes.isEmpty() ? "unchanged" : there ? "outdated" : "missing";
        };
        print(plan.targets(), word);
        limits(plan);
        out.flush();
        plan.targets().stream()
                .filter(state -> List.of("outdated", "missing").contains(word.apply(state)))
                .forEach(state -> complain(
                        state.target().name() + ": the copy is " + word.apply(state),
                        "run the command without --check"));
        return copies.isEmpty() ? code(plan) : ExitCodes.FOUND;
    }

    private static Function<TargetState, String> found(PatchPlan plan) {
        List<TargetState> differing = plan.lockDifferences();
        return state -> state.state() == State.MISSING && !differing.contains(state)
                ? "as locked"
                : state.state().words();
    }

    int lockWouldChange(PatchPlan plan) {
        if (format == OutputFormat.json) {
            print(plan.targets(), found(plan));
            out.flush();
        }
        for (TargetState state : plan.lockDifferences()) {
            List<SettingChange> changes = plan.settingChanges(state);
            complain(
                    state.target().name() + ": faas-trace.lock would change" + SettingAdvice.inParentheses(changes),
                    SettingAdvice.orElse(
                            changes, "run 'faas-trace patch' without --locked and commit faas-trace.lock"));
        }
        return ExitCodes.FOUND;
    }

    /** Says which settings a patch has changed. A setting may have gone back to its default unnoticed. */
    private void changedSettings(PatchPlan plan) {
        List<SettingChange> changes = plan.settingChanges();
        changes.forEach(change -> err.println("Setting changed: " + printable(change.words())));
        SettingAdvice.keeping(changes, "from before")
                .ifPresent(
                        keep -> err.println("Flags apply to one run only; " + printable(keep) + " and patch again."));
    }

    int generated(PatchPlan plan, Path output, String suffix) {
        print(plan.targets(), state -> isRefused(state) ? "refused" : "written");
        limits(plan);
        err.println();
        err.println(
                "Patched copies are in " + output.resolve("template") + (suffix.isEmpty() ? "" : ", named *" + suffix)
                        + ". Publish the repository that contains them, and pull it like any other.");
        return code(plan);
    }

    void reverted(List<TargetState> states) {
        if (format == OutputFormat.json) {
            print(states, state -> "reverted");
        } else {
            // A reverted template has no level and no overlays.
            states.forEach(state -> out.println(
                    painted("reverted") + "  " + printable(state.target().name())));
        }
    }

    /** Warns about lost edits. The edits were in files that a patch had added. */
    void lost(List<String> files, String deed) {
        files.forEach(file -> err.println("Warning: " + printable(file) + " was edited by hand, and has been " + deed
                + ", because it comes from an overlay. Make such changes in your own overlay:"
                + " see 'faas-trace overlay eject'."));
    }

    void status(List<TargetState> states, boolean explain) {
        print(states, state -> state.state().words());
        if (format == OutputFormat.text) {
            for (TargetState state : states) {
                say(state, state.notes());
                say(state, state.limits());
                if (explain) {
                    explain(state);
                }
            }
        }
    }

    /** Says which targets a diff leaves out, and why. Returns 2 if one of them can't be read. */
    int leftOut(PatchPlan plan) {
        out.flush();
        plan.targets().stream()
                .filter(state -> state.unreadable().isEmpty())
                .forEach(state -> state.refusal()
                        .ifPresent(
                                reason -> err.println(printable(state.target().name() + " is refused: " + reason))));
        return unreadable(plan);
    }

    private void limits(PatchPlan plan) {
        plan.targets().forEach(state -> say(state, state.limits()));
    }

    private void say(TargetState state, List<String> notes) {
        if (format == OutputFormat.text) {
            notes.forEach(note -> out.println("  " + printable(state.target().name() + ": " + note)));
        }
    }

    private void explain(TargetState state) {
        out.println();
        String folder = printable(state.target().folder());
        out.println(coloured() ? Style.bold.on() + folder + Style.bold.off() : folder);
        state.rewrite().facts().ifPresent(facts -> facts.lines().forEach(line -> out.println("  " + printable(line))));
        if (!state.overlays().isEmpty()) {
            out.println("  overlays " + String.join(", ", state.overlays()));
        }
        state.rewrite().overlays().stream()
                .filter(overlay -> !overlay.frames().isEmpty())
                .forEach(overlay -> out.println("  frames   " + printable(overlay.frames())));
    }

    private static boolean isRefused(TargetState state) {
        return state.refusal().isPresent();
    }

    private static String deed(TargetState state) {
        if (isRefused(state)) {
            return "refused";
        }
        if (state.state() == State.EDITED && state.pending().isEmpty()) {
            return "edit kept";
        }
        return state.pending().isEmpty()
                ? "unchanged"
                : switch (state.state()) {
                    case OVERWRITTEN, UPSTREAM_MOVED -> "patched again";
                    case OUTDATED, EDITED -> "updated";
                    default -> "patched";
                };
    }

    private void print(List<TargetState> states, Function<TargetState, String> word) {
        if (format == OutputFormat.json) {
            out.print(TargetsJson.of(states, word));
            return;
        }
        int width =
                states.stream().mapToInt(s -> s.target().name().length()).max().orElse(0);
        for (TargetState state : states) {
            String level = state.level() == Level.NONE ? "-" : state.level().word();
            String what = state.refusal().orElseGet(() -> String.join(", ", state.overlays()));
            out.println(String.format(
                    "%s  %-" + (width + 1) + "s %-10s  %s",
                    painted(word.apply(state)),
                    printable(state.target().name()),
                    level,
                    printable(what)));
        }
    }

    private String painted(String word) {
        String colour = switch (word) {
            case "refused", "missing", "overwritten", "edited", "upstream moved" -> "yellow";
            case "patched", "patched again", "updated", "written" -> "green";
            default -> "faint";
        };
        String padded = String.format("%-14s", word);
        return ansi.string("@|" + colour + " " + padded + "|@");
    }

    private void complain(String what, String cure) {
        if (format == OutputFormat.github) {
            out.println("::error title=faas-trace::" + escaped(what) + "%0A" + escaped(cure));
        } else {
            err.println(printable(what) + "; " + printable(cure));
        }
    }

    private static String escaped(String text) {
        return printable(text).replace("%", "%25");
    }
}
