package faastrace.hook;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import com.sun.net.httpserver.spi.HttpServerProvider;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A provider that returns the original provider's servers with a tracing filter. */
public final class TracedServers extends HttpServerProvider {
    private static final String PROPERTY = "com.sun.net.httpserver.HttpServerProvider";
    private static String before;

    private final HttpServerProvider provider;

    /** Makes this the provider of all servers created from now on. */
    static void install() {
        before = System.getProperty(PROPERTY);
        System.setProperty(PROPERTY, TracedServers.class.getName());
    }

    /** Called once, by the first look-up. Restores the property, so that the next look-up finds the real provider. */
    public TracedServers() {
        if (before == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
        provider = provider();
    }

    @Override
    public HttpServer createHttpServer(InetSocketAddress address, int backlog) throws IOException {
        return new TracedServer(provider.createHttpServer(address, backlog), Tracer.get());
    }

    @Override
    public HttpsServer createHttpsServer(InetSocketAddress address, int backlog) throws IOException {
        return provider.createHttpsServer(address, backlog);
    }
}
