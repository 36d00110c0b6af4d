package faastrace.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The {@code faas-trace} command. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = run(Path.of(""), out, err, arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** Runs one command line in a folder and gives its exit code; prints nowhere else. */
    static int run(Path here, PrintWriter out, PrintWriter err, String... arguments) {
        return FaasTraceCommand.commandLine(here).setOut(out).setErr(err).execute(arguments);
    }
}
