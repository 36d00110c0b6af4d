package faastrace.collector;

import faastrace.problem.Problem;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A running server that takes traces over HTTP and keeps them in a folder.
 *
 * <p>A trace is acknowledged once it is durable under its final name; until then it is a dot-file that nothing lists.
 */
public final class Collector implements AutoCloseable {
    private static final int MOST_THREADS = 64;
    private static final int LEAST_THREADS = 4;
    private static final int IDLE_SHARE_OF_STOP = 10;
    private static final Duration LEFT_OVER = Duration.ofHours(1);

    private final Server server;
    private final ServerConnector connector;
    private final ReceiveRoute receive;

    private Collector(Server server, ServerConnector connector, ReceiveRoute receive) {
        this.server = server;
        this.connector = connector;
        this.receive = receive;
    }

    /** As {@link #start(Settings, Consumer)} with nobody listening. */
    public static Collector start(Settings settings) {
        return start(settings, trace -> {});
    }

    /**
     * Starts to listen.
     *
     * @param listener told of each trace after it is kept and acknowledged, on the server's threads, so it must be
     *     quick and may be called by several at once
     * @throws Problem if the folder or the address can't be used
     */
    public static Collector start(Settings settings, Consumer<StoredTrace> listener) {
        TraceFolder folder = TraceFolder.open(settings.directory());
        folder.sweep(Instant.now().minus(LEFT_OVER));
        ReceiveRoute receive = new ReceiveRoute(folder, settings, listener);
        Server server = server(settings);
        server.setHandler(new GracefulHandler(
                new Routes(List.of(receive, new ListRoute(folder), new FileRoute(folder), new HealthRoute()))));
        ServerConnector connector = connector(server, settings);
        Collector collector = new Collector(server, connector, receive);
        collector.listen(settings.address());
        return collector;
    }

    /** The port it listens at, which is a free one if the settings said 0. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Lets uploads under way finish for a while, then stops; what has not arrived in full is dropped. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception unfinished) {
            // Senders that did not finish in time; the server is stopped all the same.
        } finally {
            receive.close();
        }
    }

    private void listen(InetSocketAddress address) {
        try {
            connector.open();
            server.start();
        } catch (Exception e) {
            close();
            throw problem(address, e);
        }
    }

    private static Server server(Settings settings) {
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
        threads.setName("collector");
        threads.setDaemon(true);
        Server server = new Server(threads);
        server.setStopTimeout(settings.stopTimeout().toMillis());
        server.setErrorHandler(new ErrorAnswer());
        return server;
    }

    private static ServerConnector connector(Server server, Settings settings) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(settings.address().getHostString());
        connector.setPort(settings.address().getPort());
        connector.setIdleTimeout(settings.idleTimeout().toMillis());
        // While stopping, connections that are merely kept open must not use up the time uploads have.
        connector.setShutdownIdleTimeout(settings.stopTimeout().toMillis() / IDLE_SHARE_OF_STOP);
        server.addConnector(connector);
        return connector;
    }

    private static Problem problem(InetSocketAddress address, Exception failure) {
        String where = address.getHostString() + ":" + address.getPort();
        if (address.isUnresolved()) {
            return new Problem(where, "there is no such host", "use an address of this machine", failure);
        }
        boolean bind = failure instanceof BindException || failure.getCause() instanceof BindException;
        String reason = String.valueOf(failure.getCause() == null ? failure : failure.getCause());
        if (bind && reason.contains("in use")) {
            return new Problem(where, "the port is in use", "choose another with --port, or stop what has it", failure);
        }
        if (bind && reason.contains("ermission")) {
            return new Problem(where, "this user may not listen there", "use a --port from 1024 on", failure);
        }
        if (bind || failure instanceof IOException) {
            return new Problem(where, "cannot listen there", "use an address of this machine for --host", failure);
        }
        throw new IllegalStateException("the server did not start", failure);
    }
}
