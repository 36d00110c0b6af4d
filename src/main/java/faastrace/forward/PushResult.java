package faastrace.forward;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of a push.
 *
 * @param status what the backend answered, 0 where it did not
 * @param text what it said, or what went wrong
 * @param retryAfter when to come again
 */
record PushResult(int status, String text, Optional<Duration> retryAfter) {
    private static final int NOT_SENT = -1;
    private static final int OK = 200;
    private static final int REDIRECT = 300;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;
    private static final int UNSUPPORTED = 415;
    private static final int UNPROCESSABLE = 422;

    /** Of what is older than the backend takes, so that it isn't even asked. */
    static PushResult tooOld() {
        return new PushResult(NOT_SENT, "", Optional.empty());
    }

    boolean isTaken() {
        return status >= OK && status < REDIRECT;
    }

    /** Whether the same profile will never be taken. A missing page or a wrong token is cured at the backend. */
    boolean isFinal() {
        return status == NOT_SENT || status == BAD_REQUEST || status == TOO_LARGE || status == UNSUPPORTED;
    }

    /** Pyroscope says so of what it will never take, and also when a part of it is away. */
    boolean isDoubtful() {
        return status == UNPROCESSABLE;
    }

    /** For the log. */
    String words() {
        if (status == NOT_SENT) {
            return "takes nothing that old";
        }
        String reason = text.isBlank() ? "" : ": " + text.strip();
        return status == 0 ? "does not answer" + reason : "answers " + status + reason;
    }
}
