package faastrace.collector.http;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

/**
 * Rejects a request after it has read and dropped the rest of the body, up to a limit. If a connection is closed while
 * bytes still arrive, it is reset, and the sender may lose the response that says what is wrong.
 */
public final class Drain implements Runnable {
    private static final long MOST_BYTES = 16L << 20;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final HttpExchange exchange;
    private final HttpError refusal;
    private final long begin = System.nanoTime();
    private long dropped;

    /** Responds with that error once the body is dropped. */
    public Drain(HttpExchange exchange, HttpError refusal) {
        this.exchange = exchange;
        this.refusal = refusal;
    }

    /**
     * Rejects a request whose body has not been read. If the sender sent Expect or a very large body, rejects at once.
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
