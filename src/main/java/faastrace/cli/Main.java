package faastrace.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

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
        if (arguments.length == 1 && List.of("--version", "-V").contains(arguments[0])) {
            out.println(FaasTraceCommand.version()); // asked by scripts, and known without any command being set up
            return 0;
        }
        return FaasTraceCommand.commandLine(here, arguments)
                .setOut(out)
                .setErr(err)
                .execute(arguments);
    }
}
