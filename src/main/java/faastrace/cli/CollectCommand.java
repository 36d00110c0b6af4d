package faastrace.cli;

import faastrace.collector.Collector;
import faastrace.collector.Settings;
import faastrace.collector.StoredTrace;
import faastrace.problem.Problem;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code faas-trace collect}: receives traces over HTTP and keeps them until it is told to stop. */
@Command(
        name = "collect",
        description = "Receives traces over HTTP and keeps them in a folder, until Ctrl+C.",
        mixinStandardHelpOptions = true)
final class CollectCommand implements Callable<Integer> {
    private static final int MOST_PORT = 65_535;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "stacks",
            description = "Where traces are kept, one folder per function (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + Settings.DEFAULT_PORT,
            description = "The port to listen at, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen at; 0.0.0.0 lets containers and other machines in"
                    + " (default: ${DEFAULT-VALUE}).")
    private String host;

    /** Blocks until the program is told to stop, or its thread is interrupted. */
    @Override
    public Integer call() throws SocketException {
        if (port < 0 || port > MOST_PORT) {
            throw new Problem("--port " + port, "there is no such port", "use 0 to " + MOST_PORT);
        }
        Settings settings = Settings.of(directory).at(new InetSocketAddress(host, port));
        try (Collector collector = Collector.start(settings, this::log)) {
            greet(settings.address().getAddress(), collector.port());
            waitForStop(collector);
        }
        return 0;
    }

    /** A signal ends the program through the hook, which gives uploads under way time to finish. */
    private static void waitForStop(Collector collector) {
        Thread hook = new Thread(collector::close, "collect-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException stop) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private void greet(InetAddress address, int at) throws SocketException {
        List<String> urls = ReachableUrls.of(address, at);
        PrintWriter out = spec.commandLine().getOut();
        out.println("Listening at " + ReachableUrls.url(address, at));
        out.println("Keeping traces in " + directory.toAbsolutePath().normalize());
        if (address.isLoopbackAddress()) {
            out.println("Only programs on this machine reach it; start with --host 0.0.0.0 to let containers in");
        } else {
            out.println("Functions can send to " + String.join(" or ", urls));
            out.println("Everybody who reaches it can send and read traces; keep it in a network you trust");
        }
        out.flush();
    }

    private void log(StoredTrace trace) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(trace.name() + " " + trace.file() + " " + trace.bytes() + " bytes");
        err.flush();
    }
}
