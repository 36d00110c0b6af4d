package faastrace.documented;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A stand-in for a gateway with a patched function. If a request asks for a trace, uploads one before it responds. */
final class Gateway implements AutoCloseable {
    /** The paths at which the examples request the function. */
    private static final List<String> PATHS = List.of("/", "/function/pi-python");

    private final HttpServer server;
    private final URI collector;
    private final Path stage;

    /**
     * Starts a gateway.
     *
     * @param stage the folder in which stand-ins record the collector's output and how a container was started
     */
    Gateway(int collector, Path stage) throws IOException {
        this.stage = stage;
        this.collector = URI.create("http://127.0.0.1:" + collector + "/");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean traced = "1".equals(exchange.getRequestHeaders().getFirst("X-Faas-Trace"));
        String path = exchange.getRequestURI().getPath();
        int status = !PATHS.contains(path) ? 404 : !traced ? 400 : reaches(path) ? send(name(path)) : 502;
        byte[] body = "3.14\n".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /**
     * The function's name. In a cluster, it is the last part of the request's path. In a container, it is the host name, which the
     * engine generates if the command sets none.
     */
    private String name(String path) throws IOException {
        if (path.length() > 1) {
            return path.substring(path.lastIndexOf('/') + 1);
        }
        Path hostname = stage.resolve("hostname");
        return Files.exists(hostname) ? Files.readString(hostname).strip() : "0a1b2c3d4e5f";
    }

    /**
     * Whether the function reaches the collector. From a container, this works only if the collector listens on all
     * interfaces.
     */
    private boolean reaches(String path) throws IOException {
        return path.length() > 1
                || Files.exists(stage.resolve("reached"))
                        && Files.readString(stage.resolve("collect.said")).contains("Listening at http://0.0.0.0:");
    }

    private int send(String name) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(collector)
                    .header("X-name", name)
                    .POST(HttpRequest.BodyPublishers.ofString(Traces.text(name)))
                    .build();
            return HttpClient.newHttpClient()
                                    .send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 201
                    ? 200
                    : 502;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 502;
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
