package faastrace.cli.collect;

import faastrace.cli.terminal.ShutdownWait;
import faastrace.collector.Collector;
import faastrace.collector.Settings;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code faas-trace collect}: receives traces over HTTP and stores them, until it is told to stop. */
@Command(
        name = "collect",
        description = {"Receive traces over HTTP and keep them in a folder.", "Press Ctrl+C to stop."},
        footer = {"", "Example:", "  faas-trace collect --host 0.0.0.0 --dir stacks --keep-age 7d"},
        mixinStandardHelpOptions = true)
public final class CollectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CollectOptions options;

    /** Blocks until the program is told to stop, or until its thread is interrupted. */
    @Override
    public Integer call() {
        Settings settings = options.settings();
        try (TraceLog log = TraceLog.start(options.logsTraces(), this::say);
                Collector collector = Collector.start(settings, log::add, options.forward(), this::say);
                ShutdownWait waiting = new ShutdownWait(collector::close)) {
            greet(settings, collector.port());
            waiting.untilStopped();
        }
        return 0;
    }

    private void greet(Settings settings, int port) {
        InetAddress address = settings.address().getAddress();
        String scheme = settings.tls().isPresent() ? "https" : "http";
        List<String> urls = ReachableUrls.of(scheme, address, port).stream()
                .map(url -> page(url, settings))
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        out.println("Listening at " + page(ReachableUrls.url(scheme, address, port), settings));
        out.println("Keeping traces in " + options.directory().toAbsolutePath().normalize());
        options.forward().ifPresent(forward -> out.println("Forwarding traces to " + forward.backend()));
        if (address.isLoopbackAddress()) {
            String there = urls.isEmpty() ? "" : ", and send them to " + String.join(" or ", urls);
            out.println("Only programs on this machine can reach the collector; to receive traces from containers, use"
                    + " --host 0.0.0.0" + there);
        } else if (urls.isEmpty()) {
            out.println("No function can reach the collector: this machine or container has no address that others"
                    + " can use");
        } else {
            out.println(invitation(urls, isContainer()));
        }
        if (!address.isLoopbackAddress() && settings.tokenFile().isEmpty()) {
            out.println("Anyone who can reach the collector can send, read and delete traces: run it in a network you"
                    + " trust, or use --token-file");
        }
        out.flush();
    }

    /**
     * Tells the user where functions can send traces. The address of a container works only in the container's network.
     * Functions outside this network need a published port.
     */
    static String invitation(List<String> urls, boolean container) {
        return "Functions can send traces to " + String.join(" or ", urls)
                + (container
                        ? ", if they are in the same container network; others need the port that the engine"
                                + " publishes (-p)"
                        : "");
    }

    /**
     * Whether this program runs in a container. Podman and our images set the environment variable {@code container}.
     * Marker files prove nothing, because a machine that was made from a container image also has them.
     */
    private static boolean isContainer() {
        return System.getenv("container") != null;
    }

    /** The URL of the collector's first page, given the URL of its server. */
    private static String page(String server, Settings settings) {
        return server.replaceFirst("/$", "") + settings.pathOfPages();
    }

    private void say(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
