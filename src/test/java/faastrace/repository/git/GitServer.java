package faastrace.repository.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** A git server on loopback that serves the smart HTTP protocol with JGit's own upload-pack. */
public final class GitServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Repository repository;
    final List<String> requests = new ArrayList<>();
    private UploadPack.RequestPolicy policy = UploadPack.RequestPolicy.ANY;
    private String login;
    private Function<String, String> redirect = path -> null;
    private boolean versionTwo = true;

    GitServer(Repository repository) {
        this.repository = repository;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /**
     * Serves only commits that a branch or tag points to. Turns off version 2 of the protocol, which can't enforce
     * that.
     */
    GitServer advertisedOnly() {
        policy = UploadPack.RequestPolicy.ADVERTISED;
        versionTwo = false;
        return this;
    }

    GitServer login(String userAndPassword) {
        login = userAndPassword;
        return this;
    }

    GitServer redirect(Function<String, String> target) {
        redirect = target;
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/templates.git";
    }

    String url(String userAndPassword) {
        return "http://" + userAndPassword + "@127.0.0.1:" + port() + "/templates.git";
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI()
                    + (authorization == null ? "" : " " + authorization));
            String elsewhere = redirect.apply(exchange.getRequestURI().toString());
            if (elsewhere != null) {
                exchange.getResponseHeaders().set("Location", elsewhere);
                exchange.sendResponseHeaders(302, -1);
            } else if (login != null && !basic(login).equals(authorization)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (!exchange.getRequestURI().getPath().startsWith("/templates.git/")) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                serve(exchange);
            }
        }
    }

    public static String basic(String login) {
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    private void serve(HttpExchange exchange) throws IOException {
        UploadPack upload = new UploadPack(repository);
        upload.setBiDirectionalPipe(false);
        upload.setRequestPolicy(policy);
        String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
        if (versionTwo && protocol != null) {
            upload.setExtraParameters(List.of(protocol));
        }
        boolean refs = exchange.getRequestURI().getPath().endsWith("/info/refs");
        exchange.getResponseHeaders()
                .set("Content-Type", "application/x-git-upload-pack-" + (refs ? "advertisement" : "result"));
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            if (refs) {
                PacketLineOut lines = new PacketLineOut(out);
                if (!versionTwo || protocol == null) {
                    lines.writeString("# service=git-upload-pack\n");
                    lines.end();
                }
                upload.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
            } else {
                upload.uploadWithExceptionPropagation(body(exchange), out, null);
            }
        } catch (IOException refused) {
            // The client has already received the error.
        }
    }

    private static InputStream body(HttpExchange exchange) throws IOException {
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        return zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
    }
}
