package faastrace.cli;

import faastrace.patch.UnifiedDiff;
import faastrace.project.Project;
import faastrace.project.TargetState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "revert",
        mixinStandardHelpOptions = true,
        description = "Takes the patch out again: back to the bytes before. Without names: all that are patched.")
final class RevertCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TEMPLATE", arity = "0..*", description = "Only these templates.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--dry-run", description = "Print the unified diff and write nothing.")
    private boolean dryRun;

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json.")
    private Format format = Format.text;

    @Mixin
    private ProjectOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Project project = options.open(spec.commandLine().getErr());
        List<TargetState> patched = project.patched(names);
        Report report = new Report(spec.commandLine(), format);
        if (dryRun) {
            spec.commandLine().getOut().print(UnifiedDiff.print(project.undoing(patched), report.coloured()));
            return 0;
        }
        if (patched.isEmpty()) {
            spec.commandLine().getErr().println("Nothing here is patched.");
            return 0;
        }
        project.revert(patched);
        report.reverted(patched);
        return 0;
    }
}
