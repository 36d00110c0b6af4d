package faastrace.source;

import faastrace.document.BearerToken;
import faastrace.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Sends requests to one collector. Any server may answer, so the time and the size of each response are limited, and
 * redirects are not followed: the token is for this server only.
 */
final class Requests {
    private static final int OK = 200;
    private static final int MOST_BYTES_OF_MESSAGE = 16 * 1024;
    private static final int POLL_MILLIS = 100;

    private final String base;
    private final Times times;
    private final Optional<Path> tokenFile;
    private final Optional<String> token;
    private final HttpClient client;

    /**
     * The limits of a request.
     *
     * @param connecting how long to wait for a connection
     * @param silence how long to wait for more data
     * @param whole how long a request may take
     */
    record Times(Duration connecting, Duration silence, Duration whole) {
        static final Times USUAL = new Times(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(10));
    }

    /** Sends requests to the collector at the given address, with the token from the file. */
    Requests(String base, Optional<Path> tokenFile, Times times) {
        this.base = base;
        this.times = times;
        this.tokenFile = tokenFile;
        this.token = tokenFile.map(BearerToken::read);
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(times.connecting())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * Gets the content at a path below the collector's address. The receiver gets the body if the status is 200.
     *
     * @return the status, and the body of a response with another status
     * @throws Problem if the collector can't be reached, or sends no complete response in time
     */
    Reply get(String path, Received body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).GET();
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        Received message = new Received(new Received.Memory(), MOST_BYTES_OF_MESSAGE);
        CompletableFuture<HttpResponse<Void>> response = client.sendAsync(
                request.build(),
                info -> BodySubscribers.ofByteArrayConsumer(
                        piece -> piece.ifPresent((info.statusCode() == OK ? body : message)::accept)));
        try {
            return await(response, body, message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(base, "the request was interrupted", "run the command again", e);
        } catch (ExecutionException e) {
            throw unreachable(e.getCause() == null ? e : e.getCause());
        } finally {
            response.cancel(true);
        }
    }

    private Reply await(CompletableFuture<HttpResponse<Void>> response, Received body, Received message)
            throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        long last = begin;
        long count = 0;
        while (true) {
            try {
                CompletableFuture.anyOf(response, body.end()).get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                return body.isEnded() ? new Reply(OK, "", "") : reply(response.get(), message);
            } catch (TimeoutException notYet) {
                long now = System.nanoTime();
                if (body.count() + message.count() > count) {
                    count = body.count() + message.count();
                    last = now;
                }
                if (now - last > times.silence().toNanos()
                        || now - begin > times.whole().toNanos()) {
                    throw new Problem(
                            base,
                            "the collector sends no response, or sends it too slowly",
                            "try again later, or find out why: faas-trace doctor --url " + base);
                }
            }
        }
    }

    private static Reply reply(HttpResponse<Void> response, Received message) {
        String location = response.headers().firstValue("Location").orElse("");
        return new Reply(response.statusCode(), message.text(), location);
    }

    private Problem unreachable(Throwable cause) {
        if (cause instanceof SSLException) {
            return new Problem(
                    base,
                    "no secure connection is possible: " + reason(cause),
                    "check the collector's certificate; if Java does not know its authority, name a trust store:"
                            + " FAAS_TRACE_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=FILE",
                    cause);
        }
        String what = cause instanceof HttpConnectTimeoutException
                ? "there is no response"
                : "the collector can't be reached" + (reason(cause).isEmpty() ? "" : ": " + reason(cause));
        return new Problem(
                base,
                what,
                "check the URL, and that the collector is running; to find out more, run" + " 'faas-trace doctor --url "
                        + base + "'",
                cause);
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null || !(failure instanceof IOException) ? "" : message;
    }

    /** The problem with a response that can't be used. */
    Problem refused(Reply reply) {
        return reply.problem(base, tokenFile.map(Path::toString));
    }
}
