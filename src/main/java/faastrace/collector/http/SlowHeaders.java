package faastrace.collector.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Closes connections on which the headers of the next request take too long to arrive. A client that sends one byte of
 * its headers now and then never reaches the idle timeout, and many such clients would use up all allowed connections.
 */
final class SlowHeaders extends Handler.Wrapper implements Connection.Listener {
    private final long patience;
    private final Map<Connection, State> connections = new ConcurrentHashMap<>();

    /** @param patience how long the headers of a request can take to arrive */
    SlowHeaders(Handler handler, Duration patience) {
        super(handler);
        this.patience = patience.toNanos();
    }

    /**
     * The number of active requests on a connection, and when this number last changed. A request can end after the
     * next one has begun.
     */
    private record State(int requests, long since) {
        State plus(int more) {
            return new State(requests + more, System.nanoTime());
        }
    }

    /**
     * Tracks a new connection. With TLS, Jetty reports two connections for each client, and only the inner one reads
     * requests.
     */
    @Override
    public void onOpened(Connection connection) {
        if (!(connection instanceof SslConnection)) {
            connections.put(connection, new State(0, System.nanoTime()));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        connections.remove(connection);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connection connection = request.getConnectionMetaData().getConnection();
        count(connection, 1);
        Request.addCompletionListener(request, failure -> count(connection, -1));
        return super.handle(request, response, callback);
    }

    /** Closes the connections that have waited too long for a request. */
    void close() {
        long now = System.nanoTime();
        connections.forEach((connection, state) -> {
            if (state.requests() == 0 && now - state.since() > patience) {
                connection.getEndPoint().close();
            }
        });
    }

    private void count(Connection connection, int more) {
        connections.computeIfPresent(connection, (same, state) -> state.plus(more));
    }
}
