package faastrace.tryout;

import faastrace.collector.Collector;
import faastrace.collector.Settings;
import faastrace.collector.store.StoredTrace;
import faastrace.problem.Problem;
import faastrace.tryout.engine.HostAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Two collectors for the same folder. One serves pages to browsers on this machine. The container sends traces to the
 * other, which requires a token.
 */
final class TryoutCollectors implements AutoCloseable {
    private static final int TOKEN_BYTES = 16;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(2);

    private final Collector pages;
    private final Collector receiver;

    private TryoutCollectors(Collector pages, Collector receiver) {
        this.pages = pages;
        this.receiver = receiver;
    }

    /** @param token the file that a new token is written to */
    static TryoutCollectors start(Path traces, HostAddress reach, Path token, Consumer<StoredTrace> listener) {
        writeToken(token);
        Settings settings = Settings.of(traces).withTimeouts(IDLE, STOP);
        Collector receiver = Collector.start(
                settings.at(new InetSocketAddress(reach.address(), 0)).withTokens(token), listener);
        try {
            return new TryoutCollectors(pages(settings), receiver);
        } catch (RuntimeException e) {
            receiver.close();
            throw e;
        }
    }

    /** Starts the collector with the pages on the default port, or on any free port if the default port is in use. */
    private static Collector pages(Settings settings) {
        try {
            return Collector.start(settings);
        } catch (Problem portIsTaken) {
            return Collector.start(settings.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        }
    }

    /**
     * Writes a new token to a file that any user can read, so that the function's user in the container can read it. On
     * this machine, the permissions of the run's folder protect the file.
     */
    private static void writeToken(Path token) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        try {
            Files.writeString(token, HexFormat.of().formatHex(random) + "\n");
        } catch (IOException e) {
            throw Problem.of(token, e);
        }
        if (!token.toFile().setReadable(true, false)) {
            throw new Problem(token.toString(), "can't be made readable", "check the file system");
        }
    }

    /** The URL of the pages. */
    String page() {
        return "http://127.0.0.1:" + pages.port() + "/";
    }

    /** The port that the container sends to. */
    int port() {
        return receiver.port();
    }

    @Override
    public void close() {
        receiver.close();
        pages.close();
    }
}
