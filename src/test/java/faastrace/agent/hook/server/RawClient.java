package faastrace.agent.hook.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Sends requests to a port of this machine and keeps every byte of the responses, except their dates. */
final class RawClient {
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

    private final int port;

    RawClient(int port) {
        this.port = port;
    }

    /** Waits until something listens. */
    void await() throws Exception {
        long end = System.nanoTime() + 30_000_000_000L;
        while (true) {
            try {
                connect().close();
                return;
            } catch (ConnectException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(20);
            }
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static byte[] head(String method, String path, String id) {
        return (method + " " + path + " HTTP/1.1\r\nHost: fn\r\nX-Call-Id: " + id + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    String get(String path, String id) throws IOException {
        return send("GET", path, id, new byte[0]);
    }

    String send(String method, String path, String id, byte[] body) throws IOException {
        try (Socket socket = connect()) {
            String length = body.length == 0 ? "" : "Content-Length: " + body.length + "\r\n";
            socket.getOutputStream().write(head(method, path, id));
            socket.getOutputStream().write(("Connection: close\r\n" + length + "\r\n").getBytes());
            socket.getOutputStream().write(body);
            return undated(read(socket.getInputStream()));
        }
    }

    /** Sends requests at the same time, with the ids PREFIX0, PREFIX1, … */
    List<String> many(int count, String path, String prefix) {
        List<CompletableFuture<String>> responses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = prefix + i;
            responses.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return get(path + id, id);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        return responses.stream().map(CompletableFuture::join).toList();
    }

    /** Sends a request and closes the connection as soon as the response begins. */
    void leave(String path, String id) throws IOException {
        try (Socket socket = connect()) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(head("GET", path, id));
            socket.getOutputStream().write("\r\n".getBytes());
            socket.getInputStream().readNBytes(12);
        }
    }

    /** Opens a WebSocket. Returns when the server has answered. */
    Socket upgrade(String path, String id) throws IOException {
        Socket socket = connect();
        socket.getOutputStream().write(head("GET", path, id));
        socket.getOutputStream().write(UPGRADE.getBytes());
        String status = new String(socket.getInputStream().readNBytes(12));
        if (!status.endsWith("101")) {
            throw new IOException(status);
        }
        return socket;
    }

    /** Everything that the server sends until it closes or resets the connection. */
    private static String read(InputStream in) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
            return all.toString(StandardCharsets.ISO_8859_1);
        } catch (IOException reset) {
            return all.toString(StandardCharsets.ISO_8859_1) + "(reset)";
        }
    }

    private static String undated(String response) {
        return response.replaceFirst("Date: [^\r]*+\r\n", "");
    }
}
