package faastrace.collector.http;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

/**
 * Refuses a request after dropping what is left of its body, within bounds. Closing a connection on which bytes are
 * still arriving resets it, and the sender may lose the very answer that says what is wrong.
 */
public final class Drain implements Runnable {
    private static final long MOST_BYTES = 16L << 20;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final HttpExchange exchange;
    private final HttpError refusal;
    private final long begin = System.nanoTime();
    private long dropped;

    /** Will answer with that error once the body is dropped. */
    public Drain(HttpExchange exchange, HttpError refusal) {
        this.exchange = exchange;
        this.refusal = refusal;
    }

    /** Refuses a request of whose body nothing was read; a sender that waits for leave to send is refused at once. */
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
