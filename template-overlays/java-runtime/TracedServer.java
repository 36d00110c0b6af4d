package faastrace.hook;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

/** A server that puts a tracing filter in front of each context. */
final class TracedServer extends HttpServer {
    private final HttpServer server;
    private final Tracer tracer;

    TracedServer(HttpServer server, Tracer tracer) {
        this.server = server;
        this.tracer = tracer;
    }

    /** Traces a handler together with its own filters. */
    private final class Bracket extends Filter {
        @Override
        public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
            if (Server.isServing()) { // a server that was hooked has the JDK's interface
                chain.doFilter(exchange);
                return;
            }
            Invocation invocation = tracer.begin(exchange.getRequestHeaders()::getFirst);
            try {
                if (invocation != null && invocation.demanded) {
                    exchange.getResponseHeaders().set("X-Faas-Trace-Id", invocation.id);
                }
                chain.doFilter(exchange);
            } finally {
                tracer.end(invocation);
            }
        }

        @Override
        public String description() {
            return "faas-trace";
        }
    }

    private HttpContext traced(HttpContext context) {
        context.getFilters().add(0, new Bracket());
        return context;
    }

    @Override
    public HttpContext createContext(String path, HttpHandler handler) {
        return traced(server.createContext(path, handler));
    }

    @Override
    public HttpContext createContext(String path) {
        return traced(server.createContext(path));
    }

    @Override
    public void start() {
        server.start();
        tracer.hello();
    }

    @Override
    public void bind(InetSocketAddress address, int backlog) throws IOException {
        server.bind(address, backlog);
    }

    @Override
    public void setExecutor(Executor executor) {
        server.setExecutor(executor);
    }

    @Override
    public Executor getExecutor() {
        return server.getExecutor();
    }

    @Override
    public void stop(int delay) {
        server.stop(delay);
    }

    @Override
    public void removeContext(String path) {
        server.removeContext(path);
    }

    @Override
    public void removeContext(HttpContext context) {
        server.removeContext(context);
    }

    @Override
    public InetSocketAddress getAddress() {
        return server.getAddress();
    }
}
