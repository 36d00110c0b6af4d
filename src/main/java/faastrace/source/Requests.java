package faastrace.source;

import faastrace.document.BearerToken;
import faastrace.problem.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * Sends requests to one collector. Any server may answer, so the time and the size of each response are limited, and
 * redirects are not followed: the token is for this server only.
 */
final class Requests {
    private static final int OK = 200;
    private static final int MOST_BYTES_OF_MESSAGE = 16 * 1024;
    private static final int POLL_MILLIS = 100;

    /** Fewer bytes than this are no progress. Otherwise, a server could keep a command busy with single bytes. */
    private static final int LEAST_PROGRESS = 16 * 1024;

    private static final int MOST_RETRIES = 2;

    private final String base;
    private final Times times;
    private final Optional<Path> tokenFile;
    private final Optional<String> token;
    private final HttpClient client;

    /**
     * The limits of a request.
     *
     * @param connecting how long to wait for a connection
     * @param silence how long to wait for the end of the response, or for the next {@value #LEAST_PROGRESS} bytes
     * @param whole how long a request may take, with all attempts
     * @param pause how long to wait before another attempt
     */
    record Times(Duration connecting, Duration silence, Duration whole, Duration pause) {
        static final Times USUAL =
                new Times(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofSeconds(1));
    }

    /** A response, and the receiver of its body. */
    record Answer(Reply reply, Received body) {}

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
     * Gets the content at a path below the collector's address. If the connection breaks off, or if the collector is
     * busy, tries again.
     *
     * @param path the path of a trace, or of a list if it has a query
     * @param target makes the receiver of an attempt, which gets the body if the status is 200
     * @return the response; it contains the body only if the status is not 200
     * @throws Problem if the collector can't be reached, or sends no complete response in time
     */
    Answer get(String path, Supplier<Received> target) {
        String where = path.indexOf('?') < 0 ? base + path : base;
        long begin = System.nanoTime();
        try {
            for (int retries = 0; ; retries++) {
                Received body = target.get();
                Duration pause = times.pause();
                try {
                    Reply reply = once(path, where, body, begin);
                    if (!reply.isBusy() || retries == MOST_RETRIES) {
                        return new Answer(reply, body);
                    }
                    pause = reply.pause(pause);
                } catch (ExecutionException e) {
                    Throwable cause = e.getCause() == null ? e : e.getCause();
                    if (!isBroken(cause) || retries == MOST_RETRIES) {
                        throw unreachable(where, cause);
                    }
                }
                Thread.sleep(pause.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(where, "the request was interrupted", "run the command again", e);
        }
    }

    private Reply once(String path, String where, Received body, long begin)
            throws InterruptedException, ExecutionException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).GET();
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        Received message = new Received(new Received.Memory(), MOST_BYTES_OF_MESSAGE);
        CompletableFuture<HttpResponse<Void>> response = client.sendAsync(
                request.build(),
                info -> BodySubscribers.ofByteArrayConsumer(
                        piece -> piece.ifPresent((info.statusCode() == OK ? body : message)::accept)));
        try {
            return await(response, where, body, message, begin);
        } finally {
            response.cancel(true);
        }
    }

    /** Whether the connection ended before the response. Such a request may succeed if it is sent again. */
    private static boolean isBroken(Throwable cause) {
        return cause instanceof IOException
                && !(cause instanceof SSLException
                        || cause instanceof ConnectException
                        || cause instanceof HttpTimeoutException
                        || cause instanceof ProtocolException);
    }

    private Reply await(
            CompletableFuture<HttpResponse<Void>> response, String where, Received body, Received message, long begin)
            throws InterruptedException, ExecutionException {
        long last = System.nanoTime();
        long count = 0;
        while (true) {
            try {
                CompletableFuture.anyOf(response, body.end()).get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                return body.isEnded() ? new Reply(OK, "", "", "") : reply(response.get(), message);
            } catch (TimeoutException notYet) {
                long now = System.nanoTime();
                if (body.count() + message.count() - count >= LEAST_PROGRESS) {
                    count = body.count() + message.count();
                    last = now;
                }
                if (now - last > times.silence().toNanos()
                        || now - begin > times.whole().toNanos()) {
                    throw new Problem(
                            where,
                            "the collector sends no response, or sends it too slowly",
                            "try again later, or find out why: faas-trace doctor --url " + base);
                }
            }
        }
    }

    private static Reply reply(HttpResponse<Void> response, Received message) {
        String location = response.headers().firstValue("Location").orElse("");
        String retryAfter = response.headers().firstValue("Retry-After").orElse("");
        return new Reply(response.statusCode(), message.text(), location, retryAfter);
    }

    private Problem unreachable(String where, Throwable cause) {
        if (isBroken(cause)) {
            return new Problem(
                    where,
                    "the connection broke off" + (reason(cause).isEmpty() ? "" : ": " + reason(cause)),
                    "try again later; to find out more, run 'faas-trace doctor --url " + base + "'",
                    cause);
        }
        if (cause instanceof SSLException && reason(cause).contains("plaintext connection")) {
            return new Problem(base, "the server does not speak HTTPS", "write http:// instead of https://", cause);
        }
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
                "check the URL, and that the collector is running; to find out more, run 'faas-trace doctor --url "
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
