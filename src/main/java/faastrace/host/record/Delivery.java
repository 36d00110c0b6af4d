package faastrace.host.record;

import faastrace.document.BearerToken;
import faastrace.document.HttpUrl;
import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends a trace to a collector, as the agent does. */
final class Delivery {
    private static final int REFUSED = 300;

    private final URI url;
    private final HttpRequest.Builder request;

    /**
     * Checks the address and the token before anything is recorded.
     *
     * @throws Problem if the address is not a valid collector URL, or the token can't be read
     */
    Delivery(String address, Optional<Path> tokenFile) {
        HttpUrl.check("--url", address);
        try {
            url = URI.create(address);
            request = HttpRequest.newBuilder(url).timeout(Duration.ofMinutes(2)).header("Content-Encoding", "gzip");
            tokenFile.ifPresent(file -> request.header("Authorization", "Bearer " + BearerToken.read(file)));
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    "--url " + address, "is not a valid collector URL", "write it like http://127.0.0.1:4141/", e);
        }
    }

    /** Sends the trace. When the collector has received the trace, returns the collector's address. */
    String send(String name, Path trace) throws IOException {
        try {
            request.header("X-name", name).POST(HttpRequest.BodyPublishers.ofFile(trace));
            HttpResponse<String> answer = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= REFUSED) {
                throw refused("responds with " + answer.statusCode() + ": " + said(answer.body()), null);
            }
            return url.toString();
        } catch (IOException e) {
            throw refused("can't be reached", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused("sending was interrupted", e);
        }
    }

    /** The collector's message, read from JSON. If another server responded, the first line of the response. */
    private static String said(String body) {
        try {
            Value problem = Json.read("answer", body);
            String detail = problem.findText("detail").map(cure -> "; " + cure).orElse("");
            return problem.require("title").text() + detail;
        } catch (Problem noneOfOurs) {
            return body.lines().findFirst().orElse("no message");
        }
    }

    private Problem refused(String what, @Nullable Exception cause) {
        return new Problem(url.toString(), what, "run 'faas-trace doctor --url " + url + "' to find out why", cause);
    }
}
