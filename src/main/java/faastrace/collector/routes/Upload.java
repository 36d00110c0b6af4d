package faastrace.collector.routes;

import faastrace.collector.http.Drain;
import faastrace.collector.http.HttpError;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.store.IncomingTrace;
import faastrace.collector.store.Rejection;
import faastrace.collector.store.StoredTrace;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request's body to disk as it arrives. It uses a thread only while there are bytes to write, so that stalled
 * senders don't block others.
 */
final class Upload implements Runnable {
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int REQUEST_TIMEOUT = 408;

    /**
     * The lowest average rate that is accepted. No network is that slow, so a slower sender must be occupying
     * connections on purpose.
     */
    private static final long LEAST_BYTES_PER_SECOND = 512;

    private final HttpExchange exchange;
    private final IncomingTrace incoming;
    private final Duration patience;
    private final Executor finishing;
    private final BiConsumer<IncomingTrace, @Nullable StoredTrace> finished;
    private final long begin = System.nanoTime();
    private long received;
    private boolean ended;

    /**
     * @param patience how long an upload can take before the sender's average rate is checked
     * @param finishing an executor for work that waits for the disk
     * @param finished called once at the end, with the trace, or with null if no new trace was stored
     */
    Upload(
            HttpExchange exchange,
            IncomingTrace incoming,
            Duration patience,
            Executor finishing,
            BiConsumer<IncomingTrace, @Nullable StoredTrace> finished) {
        this.exchange = exchange;
        this.incoming = incoming;
        this.patience = patience;
        this.finishing = finishing;
        this.finished = finished;
    }

    /** A step of an upload. */
    private interface Step {
        void take() throws IOException, TimeoutException, Broken;
    }

    @Override
    public void run() {
        attempt(() -> {
            if (takeAvailable()) {
                finishing.execute(() -> attempt(this::keep));
            } else {
                exchange.request().demand(this);
            }
        });
    }

    private void attempt(Step step) {
        try {
            step.take();
        } catch (HttpError refusal) {
            end(refusal);
        } catch (Rejection rejection) {
            end(HttpError.of(rejection));
        } catch (IOException failure) {
            end(HttpError.of(failure));
        } catch (TimeoutException stalled) {
            drop();
            exchange.refuse(
                    new HttpError(REQUEST_TIMEOUT, "the upload stalled", "send it again, compressed with gzip"));
        } catch (Broken broken) {
            drop();
            exchange.callback().failed(broken.getCause());
        } catch (RuntimeException | Error bug) {
            drop();
            exchange.callback().failed(bug);
        }
    }

    /** Writes the bytes that have arrived. Returns true at the end of the body. */
    private boolean takeAvailable() throws IOException, TimeoutException, Broken {
        while (!ended) {
            Content.Chunk chunk = exchange.request().read();
            if (chunk == null) {
                return false;
            }
            if (Content.Chunk.isFailure(chunk)) {
                fail(chunk.getFailure());
            }
            ended = chunk.isLast();
            take(chunk);
        }
        return true;
    }

    private void take(Content.Chunk chunk) throws IOException, TimeoutException {
        try {
            received += chunk.remaining();
            incoming.write(chunk.getByteBuffer());
        } finally {
            chunk.release();
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
        boolean counts = !ended && elapsed.compareTo(patience) > 0;
        if (counts && received < LEAST_BYTES_PER_SECOND * Math.max(1, elapsed.toSeconds())) {
            throw new TimeoutException();
        }
    }

    private void keep() throws IOException {
        StoredTrace stored = incoming.keep();
        exchange.response().getHeaders().put(HttpHeader.LOCATION, exchange.address(stored.path()));
        exchange.json(
                incoming.repeated() ? OK : CREATED,
                stored.fields(exchange.base().text()));
        finished.accept(incoming, incoming.repeated() ? null : stored);
    }

    private void end(HttpError refusal) {
        drop();
        if (ended) {
            exchange.refuse(refusal);
        } else {
            new Drain(exchange, refusal).run();
        }
    }

    private void drop() {
        incoming.discard();
        finished.accept(incoming, null);
    }

    private static void fail(Throwable failure) throws TimeoutException, Broken {
        if (failure instanceof TimeoutException stalled) {
            throw stalled;
        }
        throw new Broken(failure);
    }

    /** Thrown if the connection is broken, so that no response is possible. */
    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(Throwable cause) {
            super(cause);
        }
    }
}
