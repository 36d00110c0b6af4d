package faastrace.cli.project;

import faastrace.cli.terminal.CommandContext;
import faastrace.cli.terminal.OutputFormat;
import faastrace.cli.terminal.TerminalProgress;
import faastrace.patch.Patch;
import faastrace.patch.UnifiedDiff;
import faastrace.project.Project;
import faastrace.project.RetryOnChange;
import faastrace.project.TargetState;
import faastrace.project.settings.PatchSettings;
import faastrace.project.stack.Stack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "revert",
        mixinStandardHelpOptions = true,
        description = {
            "Remove the patch from templates and restore the original bytes.",
            "Reverts all patched templates if you name none."
        },
        footer = {"", "Example:", "  faas-trace revert python3-http"})
public final class RevertCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TEMPLATE", arity = "0..*", description = "Revert only these templates.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--dry-run", description = "Print the unified diff and write nothing.")
    private boolean dryRun;

    @Option(names = "--format", paramLabel = "FORMAT", description = "Output format: text or json (default: text).")
    private OutputFormat format = OutputFormat.text;

    @Option(
            names = {"-f", "--yaml"},
            paramLabel = "FILE",
            description = "The stack file (default: stack.yaml or stack.yml).")
    private @Nullable Path stackFile;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return RetryOnChange.until(this::attempt);
    }

    private Optional<Integer> attempt() {
        Project project = open();
        List<TargetState> patched = project.patched(names);
        Report report = new Report(spec.commandLine(), format);
        if (dryRun) {
            Patch undone = ReadingOrder.of(project.undoing(patched));
            spec.commandLine().getOut().print(UnifiedDiff.print(undone, report.coloured()));
            return Optional.of(0);
        }
        if (patched.isEmpty()) {
            spec.commandLine().getErr().println("Nothing here is patched.");
            return Optional.of(0);
        }
        if (!project.revert(patched)) {
            return Optional.empty();
        }
        report.reverted(patched);
        patched.forEach(state -> report.lost(state.removed(), "removed"));
        return Optional.of(0);
    }

    private Project open() {
        Path root = CommandContext.of(spec).here();
        Optional<Stack> stack = Stack.find(root, Optional.ofNullable(stackFile));
        TerminalProgress progress = TerminalProgress.on(spec.commandLine().getErr());
        return dryRun
                ? Project.open(root, stack, PatchSettings.standard(), progress)
                : Project.openToWrite(root, stack, PatchSettings.standard(), progress);
    }
}
