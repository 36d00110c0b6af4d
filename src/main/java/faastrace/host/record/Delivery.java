package faastrace.host.record;

import faastrace.document.HttpUrl;
import faastrace.document.Json;
import faastrace.document.UserFile;
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

/** Sends a trace to a collector, as the agent does. */
final class Delivery {
    private static final int REFUSED = 300;

    private final URI url;
    private final HttpRequest.Builder request;

    /**
     * Looks at all that can be wrong before there is a trace.
     *
     * @throws Problem where the address is no collector's, or the token can't be read
     */
    Delivery(String address, Optional<Path> tokenFile) {
        HttpUrl.check("--url", address);
        try {
            url = URI.create(address);
            request = HttpRequest.newBuilder(url).timeout(Duration.ofMinutes(2)).header("Content-Encoding", "gzip");
            tokenFile.ifPresent(file -> request.header("Authorization", "Bearer " + token(file)));
        } catch (IllegalArgumentException e) {
            throw new Problem("--url " + address, "is no collector's URL", "write it like http://127.0.0.1:4141/", e);
        }
    }

    private static String token(Path file) {
        String line = UserFile.read(file.toString(), file)
                .lines()
                .findFirst()
                .map(String::strip)
                .orElse("");
        if (!line.matches("[!-~]+")) {
            throw new Problem(
                    file.toString(), "there is no token in its first line", "write the collector's token there");
        }
        return line;
    }

    /** Gives the collector's address once it has the trace. */
    String send(String name, Path trace) throws IOException {
        try {
            request.header("X-name", name).POST(HttpRequest.BodyPublishers.ofFile(trace));
            HttpResponse<String> answer = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= REFUSED) {
                throw refused("answers " + answer.statusCode() + ": " + said(answer.body()), null);
            }
            return url.toString();
        } catch (IOException e) {
            throw refused("can't be reached", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused("was given up", e);
        }
    }

    /** A collector's own words, which are JSON; the first line of whatever else answers there. */
    private static String said(String body) {
        try {
            Value problem = Json.read("answer", body);
            String detail = problem.findText("detail").map(cure -> "; " + cure).orElse("");
            return problem.require("title").text() + detail;
        } catch (Problem noneOfOurs) {
            return body.lines().findFirst().orElse("nothing more");
        }
    }

    private Problem refused(String what, Exception cause) {
        return new Problem(url.toString(), what, "see what 'faas-trace doctor --url " + url + "' says", cause);
    }
}
