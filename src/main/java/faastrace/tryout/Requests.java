package faastrace.tryout;

import faastrace.document.Json;
import faastrace.tryout.engine.TryoutStopped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Sends requests that ask for a trace, one after the other. */
final class Requests {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int FAULT = 500;
    private static final int TRIES = 5;
    private static final long PAUSE_MILLIS = 500;

    private final HttpClient client;
    private final URI url;
    private final Optional<byte[]> body;

    Requests(HttpClient client, URI url, Optional<byte[]> body) {
        this.client = client;
        this.url = url;
        this.body = body;
    }

    /**
     * The response to one request.
     *
     * @param id the request's call id, which identifies its invocation
     */
    record Answer(String id, int status, long millis, String body) {}

    /** There was no response to a request. */
    static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoAnswer(IOException cause) {
            super(cause);
        }
    }

    /**
     * Sends the requests.
     *
     * @param prefix the beginning of the requests' call ids
     * @param listener called with each response as it arrives
     */
    List<Answer> send(String prefix, int count, Consumer<Answer> listener) {
        List<Answer> answers = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Answer answer = send(prefix + i);
            // A watchdog may already respond while the function's process is still starting.
            for (int again = 1; i == 1 && answer.status() >= FAULT && again < TRIES; again++) {
                pause();
                answer = send(prefix + i);
            }
            answers.add(answer);
            listener.accept(answer);
        }
        return answers;
    }

    private Answer send(String id) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("X-Faas-Trace", "1")
                .header("X-Call-Id", id);
        body.ifPresent(bytes -> request.header(
                        "Content-Type",
                        Json.isObjectOrList(new String(bytes, StandardCharsets.UTF_8))
                                ? "application/json"
                                : "text/plain")
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes)));
        long start = System.nanoTime();
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            long millis = (System.nanoTime() - start) / 1_000_000;
            return new Answer(id, response.statusCode(), millis, new String(response.body(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new NoAnswer(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryoutStopped();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryoutStopped();
        }
    }
}
