package faastrace.cli.project;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.cli.terminal.OutputFormat;
import faastrace.cli.terminal.WriteOptions;
import faastrace.patch.Patch;
import faastrace.patch.UnifiedDiff;
import faastrace.project.PatchPlan;
import faastrace.project.run.PatchListener;
import faastrace.project.run.PatchOutcome;
import faastrace.project.run.PatchRequest;
import faastrace.project.run.PatchRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            "Patches what stack.yaml needs, or all of template/ if there is no stack.yaml."
        },
        footer = {
            "",
            "If templates that stack.yaml needs are missing, they are pulled first.",
            "",
            "Examples:",
            "  faas-trace patch --dry-run | git apply --check -",
            "  faas-trace patch --check --locked"
        })
public final class PatchCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "TEMPLATE",
            arity = "0..*",
            description = "Patch only these templates, even if faas-trace.yaml leaves them out.")
    private List<String> names = new ArrayList<>();

    @Mixin
    private WriteOptions write;

    @Mixin
    private ProjectOptions options;

    @Option(names = "--locked", description = "If faas-trace.lock would change, write nothing and exit 1.")
    private boolean locked;

    @Option(names = "--functions", description = "Also patch the Dockerfiles of functions with lang: dockerfile.")
    private boolean functions;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Write patched copies to DIR, a template repository to publish; the originals don't change.")
    private @Nullable Path output;

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

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        options.refuseLeftOut(names);
        PatchRequest request = request();
        PatchOutcome outcome =
                PatchRun.of(request, () -> options.open(err, request.writesInPlace()), new PatchMessages(err));
        Report report = new Report(spec.commandLine(), format);
        if (!outcome.written()) {
            return shown(outcome, report);
        }
        if (output != null) {
            return report.generated(outcome.plan(), output, suffix);
        }
        report.patched(outcome);
        List<String> lines = options.settingsLines();
        if (!lines.isEmpty()) {
            err.println("Settings given as flags apply to this run only. To keep them, "
                    + printable(SettingAdvice.adding(lines)) + ".");
        }
        return report.code(outcome.plan());
    }

    private PatchRequest request() {
        Optional<PatchRequest.Copies> copies =
                Optional.ofNullable(output).map(folder -> new PatchRequest.Copies(folder, suffix));
        return new PatchRequest(names, functions, write.dryRun() || write.check(), locked, copies);
    }

    private int shown(PatchOutcome outcome, Report report) {
        PatchPlan plan = outcome.plan();
        if (write.dryRun()) {
            Patch ordered = ReadingOrder.of(outcome.patch());
            spec.commandLine()
                    .getOut()
                    .print(report.coloured() ? UnifiedDiff.printShort(ordered) : UnifiedDiff.print(ordered));
        }
        if (locked && plan.lockChanges()) {
            return report.lockWouldChange(plan);
        }
        if (!write.check()) {
            return report.leftOut(plan);
        }
        return output == null ? report.check(plan) : report.checkCopies(plan, outcome.patch(), suffix);
    }

    /** Prints what a patch reports while it runs. */
    private record PatchMessages(PrintWriter err) implements PatchListener {
        @Override
        public void warning(String text) {
            err.println("Warning: " + printable(text));
        }

        @Override
        public void pulling(List<String> names) {
            err.println("Pulling missing templates of the stack: " + printable(String.join(", ", names)));
        }
    }
}
