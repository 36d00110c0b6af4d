package faastrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts and stops a collector once, so that Java can archive the classes that a collector loads. */
public final class CollectorTraining {
    private static final Pattern ADDRESS = Pattern.compile("Listening at (\\S+)");
    private static final int LOOKS = 1000;
    private static final int MILLIS_BETWEEN = 20;
    private static final String TRACE =
            "# captured on: -\n" + "a 1/1 [000] 1.000000: 1 cpu-clock:u: \n\t1 b+0x1 (/c)\n\n".repeat(2);

    private CollectorTraining() {}

    /**
     * Runs the training.
     *
     * @param arguments the folder for the collector's traces
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);
        String[] words = {"collect", "--host", "127.0.0.1", "--port", "0", "--dir", arguments[0]};
        Thread collector = new Thread(() -> Main.run(Path.of(""), out, out, words));
        collector.setDaemon(true);
        collector.start();
        try {
            String address = address(said);
            send(address);
            for (String page : List.of("healthz", "readyz", "metrics", "")) {
                read(open(address + page));
            }
        } finally {
            // If the collector kept running after a failure, the launcher would wait for it forever.
            collector.interrupt();
            collector.join();
        }
    }

    private static String address(StringWriter said) throws IOException, InterruptedException {
        for (int i = 0; i < LOOKS; i++) {
            Matcher matcher = ADDRESS.matcher(said.toString());
            if (matcher.find()) {
                return matcher.group(1);
            }
            Thread.sleep(MILLIS_BETWEEN);
        }
        throw new IOException("the collector did not start: " + said);
    }

    private static void send(String address) throws IOException {
        HttpURLConnection connection = open(address);
        connection.setDoOutput(true);
        connection.setRequestProperty("X-name", "training");
        try (OutputStream body = connection.getOutputStream()) {
            body.write(TRACE.getBytes(StandardCharsets.UTF_8));
        }
        read(connection);
    }

    private static HttpURLConnection open(String address) throws IOException {
        return (HttpURLConnection) new URL(address).openConnection();
    }

    private static void read(HttpURLConnection connection) throws IOException {
        try (InputStream in = connection.getInputStream()) {
            in.readAllBytes();
        }
    }
}
