package faastrace.cli;

import faastrace.cli.terminal.ExitCodes;
import faastrace.cli.terminal.Output;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The {@code faas-trace} command. */
public final class Main {
    /** The exit code after the output pipe was closed: 128 plus the signal number of SIGPIPE, as in shells. */
    private static final int UNWANTED = 141;

    private Main() {}

    /** Runs the command line and exits. */
    public static void main(String[] arguments) {
        Output.Printer out = new Output.Printer(new FileOutputStream(FileDescriptor.out));
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code;
        try {
            code = run(Path.of(""), out, err, arguments);
        } catch (Error failure) { // such as out of memory, or a damaged jar: report it in one line
            err.println("error: this is a bug in faas-trace, or there is too little memory: " + failure);
            code = ExitCodes.BUG;
        }
        boolean failed = out.checkError();
        if (out.isUnwanted()) {
            code = code == 0 ? UNWANTED : code;
        } else if (failed) {
            err.println("error: standard output: not all of the result could be written; check the disk or the pipe");
            code = ExitCodes.FIXABLE;
        }
        err.flush();
        System.exit(code);
    }

    /** Runs one command line in a folder and returns its exit code. Prints only to the given writers. */
    public static int run(Path here, PrintWriter out, PrintWriter err, String... arguments) {
        if (arguments.length == 1 && List.of("--version", "-V").contains(arguments[0])) {
            out.println(BuildVersion.withCommit()); // a shortcut, because scripts often ask for the version
            return 0;
        }
        return FaasTraceCommand.commandLine(here, arguments)
                .setOut(out)
                .setErr(err)
                .execute(arguments);
    }
}
