package faastrace.collector.http;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

/**
 * Reads and drops the rest of a request's body, up to a limit, and then rejects the request. If the server closed the
 * connection while the body is still arriving, the connection would be reset, and the sender might not get the error
 * response.
 */
public final class Drain implements Runnable {
    private static final long MOST_BYTES = 16L << 20;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final HttpExchange exchange;
    private final HttpError refusal;
    private final long begin = System.nanoTime();
    private long dropped;

    /** Creates the work of dropping the body and then responding with the given error. */
    public Drain(HttpExchange exchange, HttpError refusal) {
        this.exchange = exchange;
        this.refusal = refusal;
    }

    /**
     * Rejects a request whose body has not been read. Does not wait for the body if it is very large, or if the sender
     * holds it back until the server agrees (header Expect).
     */
    static void refuse(HttpExchange exchange, HttpError refusal) {
        boolean waits = exchange.header(HttpHeader.EXPECT.asString()) != null;
        if (waits || exchange.request().getLength() > MOST_BYTES) {
            exchange.refuse(refusal);
        } else {
            new Drain(exchange, refusal).run();
        }
    }

    @Override
    public void run() {
        while (dropped <= MOST_BYTES && System.nanoTime() - begin < LONGEST.toNanos()) {
            Content.Chunk chunk = exchange.request().read();
            if (chunk == null) {
                exchange.request().demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                fail(chunk.getFailure());
                return;
            }
            dropped += chunk.remaining();
            chunk.release();
            if (chunk.isLast()) {
                break;
            }
        }
        exchange.refuse(refusal);
    }

    private void fail(Throwable failure) {
        if (failure instanceof TimeoutException) {
            exchange.refuse(refusal);
        } else {
            exchange.callback().failed(failure);
        }
    }
}
