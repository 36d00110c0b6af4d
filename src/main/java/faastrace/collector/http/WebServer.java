package faastrace.collector.http;

import faastrace.problem.Problem;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server: its address, protocols and threads. */
public final class WebServer implements AutoCloseable {
    private static final int MOST_THREADS = 32;
    private static final int MOST_FINISHING = 64;
    private static final int LEAST_THREADS = 4;
    private static final int MOST_CONNECTIONS = 2000;
    private static final int BUFFER = 32 * 1024;
    private static final int IDLE_SHARE_OF_STOP = 10;
    private static final int LOOKS_PER_IDLE = 4;

    // Jetty pads its queues by this number. By default, Jetty gets the number from a JVM setting. Reading that setting
    // loads Java's whole management library, which takes a sixth of the collector's start time.
    static {
        System.setProperty(
                "org.eclipse.jetty.util.referencesPerCacheLine",
                System.getProperty("org.eclipse.jetty.util.referencesPerCacheLine", "16"));
    }

    private final ServerSettings settings;
    private final Server server;
    private final ServerConnector connector;
    private final Optional<Certificate> certificate;
    private final QueuedThreadPool finishing = pool("collector-disk", MOST_FINISHING, 0);

    private WebServer(ServerSettings settings, Optional<Certificate> certificate) {
        this.settings = settings;
        this.certificate = certificate;
        this.server = new Server(pool("collector", MOST_THREADS, LEAST_THREADS));
        this.connector = new ServerConnector(server, factories());
    }

    /** Creates a server. Throws {@link Problem} if the certificate can't be used. */
    public static WebServer of(ServerSettings settings) {
        return new WebServer(settings, settings.tls().map(Certificate::new));
    }

    /** Starts the server; throws {@link Problem} if it can't listen on its address. */
    public void start(Handler handler) {
        server.setStopTimeout(settings.stopTimeout().toMillis());
        server.setErrorHandler(new ErrorAnswer());
        SlowHeaders slow = new SlowHeaders(new GracefulHandler(handler), settings.idleTimeout());
        connector.addBean(slow, false);
        server.setHandler(slow);
        server.addBean(finishing);
        server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
        connector.setHost(settings.address().getHostString());
        connector.setPort(settings.address().getPort());
        connector.setIdleTimeout(settings.idleTimeout().toMillis());
        // While the server stops, idle connections must not use up the time that uploads have.
        connector.setShutdownIdleTimeout(settings.stopTimeout().toMillis() / IDLE_SHARE_OF_STOP);
        server.addConnector(connector);
        try {
            connector.open();
            server.start();
            closeSlow(slow);
        } catch (Exception e) {
            throw problem(settings.address(), e);
        }
    }

    private void closeSlow(SlowHeaders slow) {
        slow.close();
        connector
                .getScheduler()
                .schedule(
                        () -> closeSlow(slow),
                        settings.idleTimeout().toMillis() / LOOKS_PER_IDLE,
                        TimeUnit.MILLISECONDS);
    }

    /** The port that the server listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Threads for work that waits for the disk, so that the other threads can still serve requests. */
    public Executor finishing() {
        return finishing;
    }

    /** Reloads the certificate if its files have changed. */
    public void renew() {
        certificate.ifPresent(Certificate::renew);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception unfinished) {
            // Some senders did not finish in time. The server is stopped anyway.
        }
    }

    private ConnectionFactory[] factories() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setOutputBufferSize(BUFFER);
        HttpConnectionFactory http = new HttpConnectionFactory(configuration);
        http.setInputBufferSize(BUFFER);
        return certificate
                .map(own -> new ConnectionFactory[] {new SslConnectionFactory(own.factory(), http.getProtocol()), http})
                .orElse(new ConnectionFactory[] {http});
    }

    private static QueuedThreadPool pool(String name, int most, int least) {
        QueuedThreadPool threads = new QueuedThreadPool(most, least);
        threads.setName(name);
        threads.setDaemon(true);
        return threads;
    }

    private static Problem problem(InetSocketAddress address, Exception failure) {
        String where = address.getHostString() + ":" + address.getPort();
        if (address.isUnresolved()) {
            return new Problem(where, "there is no such host", "use an address of this machine", failure);
        }
        boolean bind = failure instanceof BindException || failure.getCause() instanceof BindException;
        String reason = String.valueOf(failure.getCause() == null ? failure : failure.getCause());
        if (bind && reason.contains("in use")) {
            return new Problem(
                    where, "the port is in use", "use another --port, or stop the program that uses it", failure);
        }
        if (bind && reason.contains("ermission")) {
            return new Problem(
                    where,
                    "this user is not allowed to listen on this port",
                    "use a --port of 1024 or higher",
                    failure);
        }
        if (bind || failure instanceof IOException) {
            return new Problem(
                    where, "cannot listen on this address", "use an address of this machine for --host", failure);
        }
        throw new IllegalStateException("the server did not start", failure);
    }
}
