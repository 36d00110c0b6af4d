package faastrace.cli.tryout;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.cli.terminal.CommandContext;
import faastrace.cli.terminal.Failures;
import faastrace.cli.terminal.Interruption;
import faastrace.cli.terminal.ShutdownWait;
import faastrace.collector.store.StoredTrace;
import faastrace.problem.Problem;
import faastrace.tryout.Tryout;
import faastrace.tryout.TryoutRequest;
import faastrace.tryout.TryoutResult;
import faastrace.tryout.engine.KeptTryout;
import faastrace.tryout.engine.TryoutStopped;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code faas-trace try}: builds, runs and traces one function of a repository on a laptop. */
@Command(
        name = "try",
        mixinStandardHelpOptions = true,
        description = {
            "Build one function with tracing, run it and show its traces.",
            "Needs Docker or Podman to run the function. Does not change your files."
        },
        footer = {
            "",
            "Ctrl+C removes the container and the image, but keeps the traces.",
            "",
            "Examples:",
            "  faas-trace try pi",
            "  faas-trace try pi --data input.json --requests 10",
            "  faas-trace try pi --requests 200 --stop --dir before",
            "  faas-trace try pi -- --memory 256m --env debug=1"
        })
public final class TryCommand implements Callable<Integer> {
    private static final int MOST_REQUESTS = 1000;
    private static final long MOST_BYTES = 64 << 20;
    private static final int INTERRUPTED = 130;

    @Parameters(index = "0", paramLabel = "FUNCTION", description = "The function's name in the stack file.")
    private String function;

    @Parameters(
            index = "1..*",
            paramLabel = "OPTION",
            arity = "0..*",
            description = "After --: more options for the engine's run command.")
    private List<String> options = new ArrayList<>();

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "File to send as the body of each request (default: GET without a body).")
    private @Nullable Path data;

    @Option(
            names = "--requests",
            paramLabel = "N",
            description = "Number of requests to send, 1 to " + MOST_REQUESTS + " (default: ${DEFAULT-VALUE}).")
    private int requests = 3;

    @Option(
            names = "--engine",
            paramLabel = "COMMAND",
            description = "docker or podman, with options (default: docker if it responds, otherwise podman).")
    private @Nullable String engine;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "stacks",
            description = "Folder to keep traces in (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Option(names = "--keep", description = "Keep the container and the image, and print the commands that were run.")
    private boolean keep;

    @Option(names = "--stop", description = "Exit when the traces have arrived, instead of serving pages with them.")
    private boolean stop;

    @Option(
            names = {"-f", "--yaml"},
            paramLabel = "FILE",
            description = "The stack file (default: stack.yaml or stack.yml).")
    private @Nullable Path stackFile;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        TryoutRequest request = request();
        TryMessages talk = new TryMessages(spec.commandLine().getErr());
        Later later = new Later(talk);
        try (Tryout tryout = new Tryout(request, talk, later::received)) {
            AtomicBoolean interrupted = new AtomicBoolean();
            Interruption interruption = new Interruption(() -> {
                interrupted.set(true);
                end(tryout, talk);
            });
            ShutdownWait waiting;
            try {
                TryoutResult result = tryout.run();
                waiting = new ShutdownWait(() -> end(tryout, talk));
                talk.clear();
                print(result, tryout.kept());
                if (stop) {
                    waiting.close();
                    return 0;
                }
            } catch (TryoutStopped stopped) {
                return INTERRUPTED;
            } catch (Problem problem) {
                return interrupted.get() ? INTERRUPTED : failed(problem, tryout, talk);
            } finally {
                interruption.close();
            }
            later.begin();
            waiting.untilStopped();
            waiting.close();
        }
        return 0;
    }

    private void end(Tryout tryout, TryMessages talk) {
        if (!keep) {
            talk.say("Removing the container and its image …");
        }
        tryout.close();
    }

    private int failed(Problem problem, Tryout tryout, TryMessages talk) {
        talk.clear();
        tryout.close();
        printKept(tryout.kept(), spec.commandLine().getOut());
        return Failures.failed(problem, spec.commandLine());
    }

    private TryoutRequest request() {
        if (requests < 1 || requests > MOST_REQUESTS) {
            throw new Problem("--requests " + requests, "is out of bounds", "use 1 to " + MOST_REQUESTS);
        }
        if (!options.isEmpty() && !options.get(0).startsWith("-")) {
            throw new Problem(
                    options.get(0), "is one argument too many", "name one function; put engine options after --");
        }
        Path here = CommandContext.of(spec).here();
        return new TryoutRequest(
                here,
                Optional.ofNullable(stackFile),
                function,
                Optional.ofNullable(engine),
                Optional.ofNullable(data).map(file -> read(here, file)),
                requests,
                here.resolve(folder),
                keep,
                options);
    }

    private static byte[] read(Path here, Path file) {
        try {
            Path found = here.resolve(file);
            if (Files.isDirectory(found) || Files.size(found) > MOST_BYTES) {
                throw new Problem(file.toString(), "is a folder, or larger than 64 MiB", "name a smaller file");
            }
            return Files.readAllBytes(found);
        } catch (IOException e) {
            throw Problem.of(file, e);
        }
    }

    private void print(TryoutResult result, KeptTryout kept) {
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        out.println(function + ": " + result.traced() + " of " + counted(result.requests(), "request") + " traced, "
                + counted(result.samples(), "sample"));
        result.traces().forEach(trace -> out.println("  " + shown(trace)));
        printCalls(result, out);
        out.println();
        if (!stop) {
            out.println("Look at the traces:   " + result.page());
            out.println("Send another request: curl -H 'X-Faas-Trace: 1' " + result.function());
        }
        printKept(kept, out);
        if (!stop) {
            out.println(ending());
        }
        out.flush();
    }

    private String ending() {
        return keep
                ? "Ctrl+C stops the collector; the container keeps running."
                : "Ctrl+C removes the container and its image; the traces stay in " + folder + ".";
    }

    private static void printCalls(TryoutResult result, PrintWriter out) {
        if (!result.calls().isEmpty() && result.samples() > 0) {
            List<String> calls = result.calls();
            List<String> last = calls.subList(Math.max(0, calls.size() - 4), calls.size());
            out.println("Most of the time (" + result.samplesInCalls() * 100 / result.samples() + " %) is spent in");
            out.println("  " + printable((last.size() < calls.size() ? "… > " : "") + String.join(" > ", last)));
        }
    }

    private static void printKept(KeptTryout kept, PrintWriter out) {
        if (!kept.commands().isEmpty()) {
            out.println();
            out.println("To do the same by hand:");
            kept.commands().forEach(line -> out.println("  " + printable(line)));
            out.println("To remove what was kept:");
            kept.removal().forEach(line -> out.println("  " + printable(line)));
        }
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private String shown(Path trace) {
        Path here = CommandContext.of(spec).here().toAbsolutePath();
        Path whole = trace.toAbsolutePath();
        return whole.startsWith(here) ? here.relativize(whole).toString() : trace.toString();
    }

    /** Reports the traces that arrive after the first ones were shown. */
    private static final class Later {
        private final TryMessages talk;
        private volatile boolean begun;

        Later(TryMessages talk) {
            this.talk = talk;
        }

        void begin() {
            begun = true;
        }

        void received(StoredTrace trace) {
            if (begun) {
                talk.say("Received " + trace.folder() + "/" + trace.file());
            }
        }
    }
}
