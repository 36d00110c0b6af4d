package faastrace.cli.terminal;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** What the root command provides to all commands. */
public interface CommandContext {
    /** The function repository to work in. */
    Path here();

    /** Whether to print stack traces. */
    boolean isDebug();

    /** The context of a command, wherever it is in the tree. */
    static CommandContext of(CommandSpec command) {
        return (CommandContext) command.root().userObject();
    }
}
