package faastrace.cli;

import faastrace.cli.terminal.CommandContext;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints completion candidates for a command line. The scripts from {@code completion} call this command. */
@Command(name = CompleteCommand.NAME, hidden = true, description = "Print completion candidates.")
final class CompleteCommand implements Runnable {
    static final String NAME = "__complete";

    @Parameters(paramLabel = "WORD", arity = "0..*")
    private List<String> words = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        List<String> typed = words.isEmpty() ? List.of("") : words;
        Completion.of(CommandContext.of(spec).here(), typed)
                .forEach(spec.commandLine().getOut()::println);
    }
}
