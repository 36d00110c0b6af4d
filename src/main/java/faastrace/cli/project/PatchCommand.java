package faastrace.cli.project;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.cli.terminal.OutputFormat;
import faastrace.cli.terminal.WriteOptions;
import faastrace.patch.Patch;
import faastrace.patch.UnifiedDiff;
import faastrace.problem.Problem;
import faastrace.project.PatchPlan;
import faastrace.project.Project;
import faastrace.project.TargetState;
import faastrace.project.stack.Target;
import java.io.PrintWriter;
import java.nio.file.Path;
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
        name = "patch",
        mixinStandardHelpOptions = true,
        description = {
            "Patch templates so that functions built with them are traced.",
            "Pulls missing templates of stack.yaml first. Without it: all of template/."
        },
        footer = {
            "",
            "Examples:",
            "  faas-trace patch --dry-run | git apply --check -",
            "  faas-trace patch --check --locked"
        })
public final class PatchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TEMPLATE", arity = "0..*", description = "Patch only these templates.")
    private List<String> names = new ArrayList<>();

    @Mixin
    private WriteOptions write;

    @Option(names = "--locked", description = "Exit 1 if faas-trace.lock would change.")
    private boolean locked;

    @Option(names = "--functions", description = "Also patch the Dockerfiles of functions with lang: dockerfile.")
    private boolean functions;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Write patched copies to DIR, as a template repository to publish; keep the originals.")
    private Path output;

    @Option(
            names = "--suffix",
            paramLabel = "TEXT",
            description = "With --output: text to append to the templates' names.")
    private String suffix = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Output format: text, json or github (default: text).")
    private OutputFormat format = OutputFormat.text;

    @Mixin
    private ProjectOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return RetryOnChange.until(this::attempt);
    }

    private Optional<Integer> attempt() {
        PrintWriter err = spec.commandLine().getErr();
        boolean writes = !write.dryRun() && !write.check() && output == null;
        Project project = options.open(err, writes);
        if (locked) {
            project.distrustNotes();
        }
        List<Target> targets = targets(project);
        project.warnings().forEach(warning -> err.println("Warning: " + printable(warning)));
        if (writes) {
            pullMissing(project, targets, err);
        }
        List<TargetState> states = project.states(targets);
        project.refuseConflicts(states);
        refuseNamed(states);
        PatchPlan plan = project.plan(states);
        if (writes && !(locked && plan.lockChanges())) {
            return project.apply(plan) ? Optional.of(patched(project, plan, targets)) : Optional.empty();
        }
        return Optional.of(output == null ? shown(plan, plan.patch()) : copied(project, plan));
    }

    private int patched(Project project, PatchPlan plan, List<Target> targets) {
        Report report = new Report(spec.commandLine(), format);
        report.patched(plan, project.untraced(targets));
        plan.targets().forEach(state -> report.lost(state.replaced(), "replaced"));
        if (options.hasFlags()) {
            spec.commandLine()
                    .getErr()
                    .println("Settings given as flags apply to this run; put them into faas-trace.yaml to keep them.");
        }
        return 0;
    }

    /** Writes patched copies to another folder, or shows what would be written. Changes nothing here. */
    private int copied(Project project, PatchPlan plan) {
        if (write.dryRun() || write.check() || locked && plan.lockChanges()) {
            return shown(plan, project.copies(plan, output, suffix));
        }
        project.writeCopies(plan, output, suffix);
        return new Report(spec.commandLine(), format).generated(plan, output, suffix);
    }

    private int shown(PatchPlan plan, Patch patch) {
        Report report = new Report(spec.commandLine(), format);
        if (write.dryRun()) {
            Patch ordered = ReadingOrder.of(patch);
            spec.commandLine()
                    .getOut()
                    .print(report.coloured() ? UnifiedDiff.printShort(ordered) : UnifiedDiff.print(ordered));
        }
        if (locked && plan.lockChanges()) {
            return report.lockWouldChange(plan);
        }
        if (!write.check()) {
            return 0;
        }
        return output == null ? report.check(plan) : report.checkCopies(plan, patch, suffix);
    }

    private List<Target> targets(Project project) {
        if (output != null && output.toString().isEmpty()) {
            throw new Problem("--output", "is empty", "name a folder");
        }
        List<Target> targets = project.targets(names, functions);
        if (targets.isEmpty() && names.isEmpty()) {
            throw project.nothingToPatch();
        }
        return targets;
    }

    private void pullMissing(Project project, List<Target> targets, PrintWriter err) {
        List<Target> missing = project.missing(targets);
        if (!missing.isEmpty()) {
            String all = String.join(", ", missing.stream().map(Target::name).toList());
            err.println("Pulling missing templates of the stack: " + printable(all));
            project.pull(missing);
        }
    }

    /**
     * Fails if a template that was given by name can't be patched. Also fails for a folder without a Dockerfile, which
     * is not a template, if nothing else can be patched. Any other refusal is only a line of the report.
     */
    private void refuseNamed(List<TargetState> states) {
        boolean nothing = states.stream().allMatch(state -> state.refusal().isPresent());
        for (TargetState state : states) {
            boolean refused = state.refusal().isPresent();
            if (refused
                    && (!names.isEmpty() || nothing && state.rewrite().facts().isEmpty())) {
                throw new Problem(
                        state.target().folder(),
                        state.refusal().get(),
                        "leave it out with --leave-out " + state.target().name()
                                + ", or write an overlay (start from 'faas-trace overlay eject')");
            }
        }
    }
}
