package faastrace.source;

import faastrace.document.HttpUrl;
import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.problem.Problem;
import java.time.Duration;
import java.util.Optional;

/**
 * The response to a request, without the body of a successful response.
 *
 * @param status the status
 * @param text the beginning of an error response's body
 * @param location the target of a redirect; empty if there is none
 * @param retryAfter when to try again, in seconds; empty if this is not known
 */
record Reply(int status, String text, String location, String retryAfter) {
    private static final int OK = 200;
    private static final int FIRST_REDIRECT = 300;
    private static final int FIRST_ERROR = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;
    private static final int SHOWN = 200;

    /** Any server may answer, so the wait is limited. */
    private static final int MOST_SECONDS = 10;

    boolean isOk() {
        return status == OK;
    }

    /** Whether the same request may succeed later. */
    boolean isBusy() {
        return status == UNAVAILABLE;
    }

    /** How long to wait before the next attempt. */
    Duration pause(Duration usual) {
        return retryAfter.matches("[0-9]{1,9}")
                ? Duration.ofSeconds(Math.min(MOST_SECONDS, Integer.parseInt(retryAfter)))
                : usual;
    }

    boolean isMissing() {
        return status == NOT_FOUND;
    }

    /** Describes why this is not a usable response of the collector at the given address. */
    Problem problem(String base, Optional<String> tokenFile) {
        if (status == UNAUTHORIZED) {
            return tokenFile
                    .map(file -> new Problem(
                            base,
                            "the collector rejects the token",
                            "write one of the collector's tokens into " + file))
                    .orElseGet(() -> new Problem(
                            base, "the collector requires a token", "name a file with the token: --token-file FILE"));
        }
        if (status >= FIRST_REDIRECT && status < FIRST_ERROR) {
            return new Problem(
                    base,
                    "the server redirects to another URL, and redirects are not followed",
                    target().map(url -> "use the collector's own URL; the server names " + url)
                            .orElse("use the collector's own URL"));
        }
        if (isMissing()) {
            return new Problem(
                    base,
                    "there is no collector at this URL",
                    "use the address that faas-trace collect prints, and add the base path if there is one");
        }
        return new Problem(
                base,
                "the server responds with " + status + said(),
                "check that this is the URL of a collector; to find out more, run 'faas-trace doctor --url " + base
                        + "'");
    }

    private Optional<String> target() {
        try {
            HttpUrl.check("Location", location);
            return location.length() <= SHOWN ? Optional.of(location) : Optional.empty();
        } catch (Problem none) {
            return Optional.empty();
        }
    }

    /** The collector's message, read from JSON; empty if another server responded. */
    private String said() {
        try {
            Value problem = Json.read("answer", text);
            String title = problem.require("title").text();
            return ": " + title.substring(0, Math.min(SHOWN, title.length()));
        } catch (Problem noneOfOurs) {
            return "";
        }
    }
}
