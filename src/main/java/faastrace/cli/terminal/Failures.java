package faastrace.cli.terminal;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.problem.Problem;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Turns failures into messages and exit codes. */
public final class Failures {
    private Failures() {}

    /** Prints what went wrong, and returns the exit code for it. */
    public static int failed(Exception failure, CommandLine commandLine) {
        PrintWriter err = commandLine.getErr();
        Ansi ansi = commandLine.getColorScheme().ansi();
        commandLine.getOut().flush();
        int code = problem(failure).map(p -> say(p, commandLine)).orElseGet(() -> bug(failure, err, ansi));
        if (CommandContext.of(commandLine.getCommandSpec()).isDebug()) {
            failure.printStackTrace(err);
        }
        return code;
    }

    private static Optional<Problem> problem(Exception failure) {
        if (failure instanceof InvalidPathException path) {
            return Optional.of(
                    new Problem(path.getInput(), "this locale can't encode the name", "set LC_ALL=C.UTF-8", failure));
        }
        return failure instanceof Problem problem ? Optional.of(problem) : Optional.empty();
    }

    /** Prints a problem that the user can fix, and returns the exit code for it. */
    public static int say(Problem problem, CommandLine commandLine) {
        PrintWriter err = commandLine.getErr();
        Ansi ansi = commandLine.getColorScheme().ansi();
        commandLine.getOut().flush();
        err.println(
                ansi.string("@|bold,red error:|@ ") + printable(problem.where()) + ": " + printable(problem.what()));
        err.println(ansi.string("@|bold   cure:|@ ") + printable(problem.cure()));
        return ExitCodes.FIXABLE;
    }

    private static int bug(Exception failure, PrintWriter err, Ansi ansi) {
        String what = failure.getMessage() == null ? "" : ": " + printable(failure.getMessage());
        err.println(ansi.string("@|bold,red error:|@ ") + "this is a bug in faas-trace: "
                + failure.getClass().getSimpleName() + what);
        err.println(ansi.string("@|bold   cure:|@ ") + "run the command again with --debug, and report what it prints");
        return ExitCodes.BUG;
    }
}
