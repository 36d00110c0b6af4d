package faastrace.collector.routes;

import faastrace.collector.http.HttpError;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.RateLimits;
import faastrace.collector.http.Route;
import faastrace.collector.metrics.RequestKind;
import faastrace.collector.store.IncomingTrace;
import faastrace.collector.store.Limits;
import faastrace.collector.store.Retention;
import faastrace.collector.store.StoredTrace;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.store.TraceName;
import faastrace.collector.store.UploadKey;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** {@code POST /} and {@code POST /v1/traces} with an {@code X-name} header: receives a trace. */
public final class ReceiveRoute implements Route, AutoCloseable {
    private static final int UNSUPPORTED = 415;
    private static final int TOO_BUSY = 503;
    private static final int RETRY_SECONDS = 5;
    private static final int RUSH = 16;

    private final TraceFolder folder;
    private final Retention retention;
    private final Limits limits;
    private final RateLimits rates;
    private final Duration patience;
    private final Executor finishing;
    private final Consumer<StoredTrace> listener;
    private final Set<IncomingTrace> underWay = ConcurrentHashMap.newKeySet();

    /**
     * @param patience how long a sender can be slow before it is disconnected
     * @param finishing an executor for work that waits for the disk
     */
    public ReceiveRoute(
            TraceFolder folder,
            Retention retention,
            Limits limits,
            Duration patience,
            Executor finishing,
            Consumer<StoredTrace> listener) {
        this.folder = folder;
        this.retention = retention;
        this.limits = limits;
        this.rates = new RateLimits(limits.perSecond());
        this.patience = patience;
        this.finishing = finishing;
        this.listener = listener;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public boolean matches(String path) {
        return path.equals("/") || path.equals("/v1/traces");
    }

    @Override
    public RequestKind kind() {
        return RequestKind.upload;
    }

    @Override
    public void answer(HttpExchange exchange) {
        TraceName name = TraceName.of(exchange.header("X-name"));
        Optional<UploadKey> key = UploadKey.of(name, exchange.header("Idempotency-Key"));
        boolean declaredGzip = declaredGzip(exchange);
        if (exchange.request().getLength() > limits.bodyBytes()) {
            throw IncomingTrace.tooLarge(limits.bodyBytes());
        }
        if (underWay.size() >= limits.uploads()) {
            throw new HttpError(TOO_BUSY, "too many uploads are in progress", "send the trace again later")
                    .retryAfter(RETRY_SECONDS);
        }
        rates.count(name.folder(), System.nanoTime());
        IncomingTrace incoming =
                new IncomingTrace(folder, retention, name, key, declaredGzip, limits.bodyBytes(), hurried());
        underWay.add(incoming);
        new Upload(exchange, incoming, patience, finishing, this::finished).run();
    }

    /** The number of uploads in progress. */
    public int underWay() {
        return underWay.size();
    }

    /** Drops incomplete uploads. */
    @Override
    public void close() {
        underWay.forEach(IncomingTrace::discard);
    }

    /**
     * Whether to store text uncompressed. With many uploads in progress, writing more bytes to disk is faster than
     * compressing them.
     */
    private boolean hurried() {
        return underWay.size() >= RUSH;
    }

    private void finished(IncomingTrace incoming, @Nullable StoredTrace stored) {
        underWay.remove(incoming);
        if (stored != null) {
            listener.accept(stored);
        }
    }

    private static boolean declaredGzip(HttpExchange exchange) {
        String encoding = exchange.header(HttpHeader.CONTENT_ENCODING.asString());
        if (encoding == null || encoding.equalsIgnoreCase("identity")) {
            return false;
        }
        if (!encoding.equalsIgnoreCase("gzip") && !encoding.equalsIgnoreCase("x-gzip")) {
            throw new HttpError(UNSUPPORTED, "this Content-Encoding is not supported", "send gzip or plain text");
        }
        return true;
    }
}
