package faastrace.cli;

import faastrace.files.BundledFiles;
import faastrace.template.LosslessText;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code faas-trace completion}: prints the shell script that completes faas-trace command lines. */
@Command(
        name = "completion",
        description = "Print a script that completes commands and options in your shell.",
        footer = {
            "",
            "This sets up the current shell only. For a permanent setup, see docs/install.md.",
            "",
            "Examples:",
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
        byte[] script = BundledFiles.files("completion/").get("faas-trace." + shell);
        spec.commandLine().getOut().print(LosslessText.decode(Objects.requireNonNull(script))); // always in the jar
    }
}
