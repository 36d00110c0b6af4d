package faastrace.forward;

import java.time.Duration;
import java.util.Optional;

/**
 * The result of a push.
 *
 * @param status the status of the backend's response, 0 if there was none
 * @param text the text of the response, or the error
 * @param retryAfter how long to wait before the next attempt; empty if the backend did not send this
 * @param rejection the profiles that the backend rejected, though it accepted the request
 */
record PushResult(int status, String text, Optional<Duration> retryAfter, Protocol.Rejection rejection) {
    private static final int OK = 200;
    private static final int REDIRECT = 300;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;
    private static final int UNSUPPORTED = 415;
    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    /** How Pyroscope describes a profile that is too old, too large, or not a profile. */
    private static final String INVALID = "invalid_argument";

    /** How Pyroscope describes that one of its components does not respond. */
    private static final String UNAVAILABLE = "code = Unavailable";

    /** How Pyroscope describes a request in OpenTelemetry's format that it can't convert, with status 500. */
    private static final String INVALID_CODE = "code = InvalidArgument";

    /** The same result, with the profiles that the backend rejected. */
    PushResult with(Protocol.Rejection rejected) {
        return new PushResult(status, text, retryAfter, rejected);
    }

    /** The same result, with at most this number of rejected profiles. */
    PushResult withAtMost(long profiles) {
        return with(new Protocol.Rejection(Math.min(profiles, rejection.profiles()), rejection.reason()));
    }

    boolean isTaken() {
        return status >= OK && status < REDIRECT;
    }

    /**
     * Whether the backend will never accept this profile. Other errors, such as a missing path or a wrong token, are
     * not final, because the user can fix them. Pyroscope sends 422 for profiles that it will never accept, but also
     * while one of its components is down. Its text tells which of them it is.
     */
    boolean isFinal() {
        return status == BAD_REQUEST
                || status == TOO_LARGE
                || status == UNSUPPORTED
                || status == UNPROCESSABLE && text.contains(INVALID)
                || status == SERVER_ERROR && text.contains(INVALID_CODE);
    }

    /** Whether the backend may have accepted some profiles of a request that had several. */
    boolean isMaybePartial() {
        return isFinal() || status == UNPROCESSABLE || status == TOO_MANY || status >= SERVER_ERROR;
    }

    /** Whether it is unclear if the backend will ever accept this profile. */
    boolean isDoubtful() {
        return status == UNPROCESSABLE && !text.contains(INVALID) && !text.contains(UNAVAILABLE);
    }

    /** A description for the log. */
    String words() {
        String reason = text.isBlank() ? "" : ": " + text.strip();
        return status == 0 ? "does not respond" + reason : "responds with " + status + reason;
    }
}
