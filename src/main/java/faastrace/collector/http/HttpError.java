package faastrace.collector.http;

import faastrace.collector.store.Rejection;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An error response that tells the sender what is wrong and what to do. */
public final class HttpError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int INTERNAL_ERROR = 500;
    private static final int BAD_REQUEST = 400;
    private static final int CONFLICT = 409;
    private static final int TOO_LARGE = 413;
    private static final int UNSUPPORTED = 415;
    private static final int INSUFFICIENT_STORAGE = 507;

    private final int status;
    private final String what;
    private final String cure;
    private int retryAfter;

    /**
     * An error response with the given status; {@code what} and {@code cure} are one sentence each, without a full
     * stop.
     */
    public HttpError(int status, String what, String cure) {
        this(status, what, cure, null);
    }

    private HttpError(int status, String what, String cure, @Nullable Throwable cause) {
        super(what + "; " + cure, cause);
        this.status = status;
        this.what = what;
        this.cure = cure;
    }

    /** The error response for a disk error. It does not reveal file paths. */
    public static HttpError of(IOException failure) {
        String reason = String.valueOf(failure.getMessage());
        if (reason.contains("No space left") || reason.contains("quota") || reason.contains("File too large")) {
            return new HttpError(
                    INSUFFICIENT_STORAGE,
                    "the collector's disk is full",
                    "free up disk space on the collector's machine",
                    failure);
        }
        return new HttpError(
                INTERNAL_ERROR,
                "the collector cannot use its folder",
                "check the folder's permissions and its disk on the collector's machine",
                failure);
    }

    /** The error response for a rejection by the store. */
    public static HttpError of(Rejection rejection) {
        int status = switch (rejection.reason()) {
            case INVALID -> BAD_REQUEST;
            case NAME_TAKEN -> CONFLICT;
            case TOO_LARGE -> TOO_LARGE;
            case NOT_A_TRACE -> UNSUPPORTED;
            case FULL -> INSUFFICIENT_STORAGE;
        };
        return new HttpError(status, rejection.what(), rejection.cure(), rejection);
    }

    /** Sets how many seconds the client should wait before it tries again. */
    public HttpError retryAfter(int seconds) {
        retryAfter = seconds;
        return this;
    }

    /** What is wrong. */
    public String what() {
        return what;
    }

    String cure() {
        return cure;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** How many seconds the client should wait before it tries again; 0 if trying again would not help. */
    public int retryAfter() {
        return retryAfter;
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "about:blank");
        fields.put("status", status);
        fields.put("title", what);
        fields.put("detail", cure);
        return fields;
    }
}
