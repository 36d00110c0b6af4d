package faastrace.cli.terminal;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** What every command may ask the top of the command tree. */
public interface CommandContext {
    /** The function repository to work in. */
    Path here();

    /** Whether stack traces are wanted. */
    boolean isDebug();

    /** The context of a command, wherever it is in the tree. */
    static CommandContext of(CommandSpec command) {
        return (CommandContext) command.root().userObject();
    }
}
