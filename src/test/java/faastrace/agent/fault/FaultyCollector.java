package faastrace.agent.fault;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A collector that stores no trace. It rejects uploads, responds too late, or closes the connection too early. */
final class FaultyCollector implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final String fault;

    /**
     * Starts a collector with a fault: an HTTP status, {@code slow} (responds too late) or {@code hangs up} (closes the
     * connection too early).
     */
    FaultyCollector(String fault) throws IOException {
        this.fault = fault;
        start(this::accept);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "faulty-collector");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            if (fault.equals("hangs up")) {
                in.readNBytes(100);
                return;
            }
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            requests.add(head.toString());
            in.readNBytes(length(head.toString()));
            if (fault.equals("slow")) {
                closed.await(30, TimeUnit.SECONDS);
                return;
            }
            connection
                    .getOutputStream()
                    .write(("HTTP/1.1 " + fault + " said\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException | InterruptedException e) {
            // Connection errors are expected here.
        }
    }

    private static int length(String head) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, "Content-Length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
                .findFirst()
                .orElse(0);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/";
    }

    /** The request line and headers of each received request. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
    }
}
