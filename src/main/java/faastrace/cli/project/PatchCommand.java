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
        description =
                "Pulls the templates that stack.yaml needs and that are missing, and patches them so that functions"
                        + " built from them trace themselves. Without a stack file: all templates in template/.",
        footer = {
            "",
            "Examples:",
            "  faas-trace patch --dry-run | git apply --check -",
            "  faas-trace patch --check --locked"
        })
public final class PatchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TEMPLATE", arity = "0..*", description = "Only these templates.")
    private List<String> names = new ArrayList<>();

    @Mixin
    private WriteOptions write;

    @Option(names = "--locked", description = "Fail (1) if faas-trace.lock would have to change.")
    private boolean locked;

    @Option(names = "--functions", description = "Also the Dockerfiles of functions with lang: dockerfile.")
    private boolean functions;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Leave the originals and write patched copies there, as a template repository to publish.")
    private Path output;

    @Option(
            names = "--suffix",
            paramLabel = "TEXT",
            description = "With --output: what is added to the templates' names.")
    private String suffix = "";

    @Option(names = "--format", paramLabel = "FORMAT", description = "text, json or github.")
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
                    .println("Settings given as flags hold for this run; put them into faas-trace.yaml to keep them.");
        }
        return 0;
    }

    /** What becomes of a plan that changes nothing here, but copies elsewhere. */
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
            err.println("Pulling what the stack needs and is missing: " + printable(all));
            project.pull(missing);
        }
    }

    /**
     * A template that was asked for by name and can't be patched is an error, and so is a folder without a Dockerfile,
     * which is no template at all, if nothing else can be patched; a refusal among many is a line.
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
