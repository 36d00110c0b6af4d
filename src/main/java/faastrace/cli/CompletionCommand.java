package faastrace.cli;

import faastrace.template.BundledFiles;
import faastrace.template.LosslessText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code faas-trace completion}: the few lines that make a shell ask faas-trace for what may come next. */
@Command(
        name = "completion",
        description = "Prints what lets a shell complete faas-trace's commands, options and values.",
        footer = {
            "",
            "For the shell at hand alone (docs/install.md says where a file goes that stays):",
            "  source <(faas-trace completion SHELL)",
            "  faas-trace completion fish | source"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {
    /** The shells that can. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
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
