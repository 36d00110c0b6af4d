package faastrace.cli.terminal;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** What the root command provides to all commands. */
public interface CommandContext {
    /** The function repository to work in. */
    Path here();

    /** Whether to print stack traces. */
    boolean isDebug();

    /** Returns the context that the root command provides to this command. */
    static CommandContext of(CommandSpec command) {
        return (CommandContext) command.root().userObject();
    }
}
