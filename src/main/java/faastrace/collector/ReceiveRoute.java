package faastrace.collector;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;

/** {@code POST /} and {@code POST /v1/traces} with an {@code X-name} header: takes a trace. */
final class ReceiveRoute implements Route, AutoCloseable {
    private static final int BAD_REQUEST = 400;
    private static final int UNSUPPORTED = 415;

    private final TraceFolder folder;
    private final long limit;
    private final Duration patience;
    private final Consumer<StoredTrace> listener;
    private final Set<Incoming> underWay = ConcurrentHashMap.newKeySet();

    ReceiveRoute(TraceFolder folder, Settings settings, Consumer<StoredTrace> listener) {
        this.folder = folder;
        this.limit = settings.maxBodyBytes();
        this.patience = settings.idleTimeout();
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
    public void answer(Exchange exchange) {
        Incoming incoming = new Incoming(folder, name(exchange), declaredGzip(exchange), limit);
        if (exchange.request().getLength() > limit) {
            throw Incoming.tooLarge(limit);
        }
        underWay.add(incoming);
        new Upload(exchange, incoming, patience, this::finished).run();
    }

    /** Drops what has not arrived in full. */
    @Override
    public void close() {
        underWay.forEach(Incoming::discard);
    }

    private void finished(Incoming incoming, StoredTrace stored) {
        underWay.remove(incoming);
        if (stored != null) {
            listener.accept(stored);
        }
    }

    private static String name(Exchange exchange) {
        String name = exchange.header("X-name");
        if (name == null) {
            throw new Refusal(
                    BAD_REQUEST, "the header X-name is missing", "say whose trace it is: -H 'X-name: my-function'");
        }
        if (!TraceFolder.isName(name)) {
            throw new Refusal(
                    BAD_REQUEST,
                    "the name in X-name cannot be a folder",
                    "use 1 to 128 of the characters A-Z a-z 0-9 . _ - and no dot in front");
        }
        return name;
    }

    private static boolean declaredGzip(Exchange exchange) {
        String encoding = exchange.header(HttpHeader.CONTENT_ENCODING.asString());
        if (encoding == null || encoding.equalsIgnoreCase("identity")) {
            return false;
        }
        if (!encoding.equalsIgnoreCase("gzip") && !encoding.equalsIgnoreCase("x-gzip")) {
            throw new Refusal(UNSUPPORTED, "this Content-Encoding is not taken", "send gzip or plain text");
        }
        return true;
    }
}
