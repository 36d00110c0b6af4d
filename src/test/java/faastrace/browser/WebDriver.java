package faastrace.browser;

import faastrace.document.Json;
import faastrace.document.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser session over the W3C WebDriver protocol, with its own driver process. It only connects to loopback. */
final class WebDriver implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Process driver;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String address;
    private final String session;

    WebDriver(Map<String, Object> capabilities) throws IOException {
        driver = new ProcessBuilder("chromedriver", "--port=0")
                .redirectErrorStream(true)
                .start();
        address = "http://127.0.0.1:" + port() + "/session";
        Map<String, Object> wish = Map.of("capabilities", Map.of("alwaysMatch", capabilities));
        session = "/" + exchange("POST", "", wish).require("sessionId").text();
    }

    /** Sends a GET request to the driver. The request has no body. */
    Value get(String command) {
        return exchange("GET", session + command, null);
    }

    Value post(String command, Map<String, Object> body) {
        return exchange("POST", session + command, body);
    }

    /** Runs a command of Chromium's own protocol. WebDriver has no such command. */
    Value devTools(String command, Map<String, Object> parameters) {
        return post("/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
    }

    @Override
    public void close() {
        List<ProcessHandle> all = driver.descendants().toList();
        try {
            exchange("DELETE", session, null);
        } finally {
            driver.destroy();
            all.forEach(ProcessHandle::destroyForcibly);
        }
        try {
            // Waits because the browser may write to its profile folder until the driver exits.
            driver.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int port() throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher port = PORT.matcher(line);
            if (port.find()) {
                return Integer.parseInt(port.group(1));
            }
        }
        throw new IOException("chromedriver ended before it listened");
    }

    private Value exchange(String method, String path, Map<String, Object> body) {
        String text = body == null ? "" : Json.writeLine(body);
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(text))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(method + " " + path + " " + text + ": " + response.body());
            }
            return Json.read(path, response.body()).fields().get("value");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
