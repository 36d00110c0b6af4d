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
 * Closes connections whose next request takes too long to be asked. A sender that brings a byte of its headers now and
 * then is never idle, and many such would use up the connections that there may be.
 */
final class SlowHeaders extends Handler.Wrapper implements Connection.Listener {
    private final long patience;
    private final Map<Connection, State> connections = new ConcurrentHashMap<>();

    /** @param patience how long the headers of a request may take */
    SlowHeaders(Handler handler, Duration patience) {
        super(handler);
        this.patience = patience.toNanos();
    }

    /** How many requests are being answered, and since when that is so. The last may end after the next has begun. */
    private record State(int requests, long since) {
        State plus(int more) {
            return new State(requests + more, System.nanoTime());
        }
    }

    /** Over TLS there are two for each sender; the inner one reads requests. */
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

    /** Closes those that have taken too long. */
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
