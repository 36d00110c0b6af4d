package faastrace.forward;

import faastrace.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Pushes profiles to a backend. */
final class BackendClient {
    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int SHOWN = 300;
    private static final int KEPT = 4096;

    private final ForwardSettings settings;
    private final Protocol protocol;
    private final Pace pace;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTING)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    BackendClient(ForwardSettings settings) {
        this.settings = settings;
        this.protocol = settings.protocol();
        this.pace = new Pace(settings.bytesPerSecond());
    }

    /** Pushes profiles in one request, when the rate allows it. If the request is refused, the backend may have accepted a part of them. */
    PushResult push(List<Profile> profiles) throws IOException, InterruptedException {
        pace.await(profiles.stream().mapToLong(Profile::plainBytes).sum());
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address()))
                    .header("Content-Type", protocol.contentType())
                    .POST(HttpRequest.BodyPublishers.ofByteArray(protocol.request(profiles)));
            if (!protocol.contentEncoding().isEmpty()) {
                request.header("Content-Encoding", protocol.contentEncoding());
            }
            settings.authFile().ifPresent(file -> request.header("Authorization", Credentials.of(file)));
            settings.tenant().ifPresent(tenant -> request.header("X-Scope-OrgID", tenant));
            PushResult result = send(request.build());
            long most = profiles.size(); // A backend may claim any number.
            return result.withAtMost(most);
        } catch (Problem credentials) {
            return new PushResult(0, credentials.getMessage(), Optional.empty(), Protocol.Rejection.NONE);
        }
    }

    private PushResult send(HttpRequest request) throws InterruptedException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(
                request,
                info -> HttpResponse.BodySubscribers.ofByteArrayConsumer(
                        piece -> piece.ifPresent(bytes -> keep(text, bytes))));
        try {
            HttpResponse<Void> response = answer.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            PushResult result =
                    new PushResult(response.statusCode(), words(text), retryAfter(response), Protocol.Rejection.NONE);
            return result.isTaken() ? result.with(protocol.rejection(text.toByteArray())) : result;
        } catch (TimeoutException slow) {
            return new PushResult(
                    0, "timeout after " + LONGEST.toSeconds() + " s", Optional.empty(), Protocol.Rejection.NONE);
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause();
            return new PushResult(
                    0, reason(cause == null ? failure : cause), Optional.empty(), Protocol.Rejection.NONE);
        } finally {
            answer.cancel(true);
        }
    }

    private String address() {
        return protocol.address(settings.backend().toString().replaceFirst("(?<!/)/++$", ""));
    }

    /** Keeps only the beginning of a response, which may have any length. */
    private static void keep(ByteArrayOutputStream text, byte[] bytes) {
        text.write(bytes, 0, Math.min(bytes.length, Math.max(0, KEPT - text.size())));
    }

    private static String words(ByteArrayOutputStream text) {
        String all = text.toString(StandardCharsets.UTF_8);
        return all.substring(0, Math.min(SHOWN, all.length())).replaceAll("\\p{Cntrl}+", " ");
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null || !(failure instanceof IOException)
                ? failure.getClass().getSimpleName()
                : message.replaceAll("\\p{Cntrl}+", " ");
    }

    /**
     * The waiting time in the header {@code Retry-After}, if the header contains a number of seconds. A date in the
     * header is ignored, because no such backend sends a date.
     */
    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }
}
