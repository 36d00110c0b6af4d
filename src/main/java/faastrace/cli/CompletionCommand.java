package faastrace.cli;

import faastrace.template.BundledFiles;
import faastrace.template.LosslessText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code faas-trace completion}: prints the script with which a shell completes faas-trace command lines. */
@Command(
        name = "completion",
        description = "Print the script that completes commands, options and values.",
        footer = {
            "",
            "Examples, for the current shell only (docs/install.md has the permanent setup):",
            "  source <(faas-trace completion SHELL)",
            "  faas-trace completion fish | source"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {
    /** The supported shells. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Parameters(paramLabel = "SHELL", description = "The shell: ${COMPLETION-CANDIDATES}.")
    private Shell shell;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine()
                .getOut()
                .print(LosslessText.decode(BundledFiles.files("completion/").get("faas-trace." + shell)));
    }
}
