package faastrace.trace;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a call in a distributed trace, as in the W3C's
 * <a href="https://www.w3.org/TR/trace-context/">Trace Context</a>.
 *
 * @param traceId the id of the distributed trace: 32 lower-case hexadecimal digits, not only zeros
 * @param spanId the id of the span: 16 lower-case hexadecimal digits, not only zeros. If it comes from the header
 *     {@code traceparent}, it is the span of the caller, because functions have no spans of their own
 */
public record TraceContext(String traceId, String spanId) {
    private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");
    private static final Pattern SPAN_ID = Pattern.compile("(?!0{16})[0-9a-f]{16}");

    /** A call id from OpenFaaS's gateway is a UUID. Other senders often use the same digits without hyphens. */
    private static final Pattern UUID_DIGITS =
            Pattern.compile("([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})");

    /** The first bytes of a digest become the trace id, and the next ones the span id. */
    private static final int TRACE_BYTES = 16;

    private static final int SPAN_BYTES = 8;

    /** @throws IllegalArgumentException if one of the ids is invalid */
    public TraceContext {
        if (!TRACE_ID.matcher(traceId).matches() || !SPAN_ID.matcher(spanId).matches()) {
            throw new IllegalArgumentException("invalid trace context");
        }
    }

    /** The context with the given ids; empty if one of them is missing or invalid. */
    public static Optional<TraceContext> of(Optional<String> traceId, Optional<String> spanId) {
        boolean valid = traceId.filter(TRACE_ID.asMatchPredicate()).isPresent()
                && spanId.filter(SPAN_ID.asMatchPredicate()).isPresent();
        return valid ? Optional.of(new TraceContext(traceId.get(), spanId.get())) : Optional.empty();
    }

    /**
     * The context of a call whose sender gave none. It depends on the call id only, so that every program that knows the
     * id can compute it. If the id is a UUID, its digits are the trace id. Otherwise, the trace id and the span id are the
     * first 16 bytes and the next 8 bytes of the id's SHA-256 digest. The span id always comes from the digest.
     */
    public static TraceContext derived(String callId) {
        byte[] digest = sha256(callId);
        String traceId = HexFormat.of().formatHex(digest, 0, TRACE_BYTES);
        Matcher digits = UUID_DIGITS.matcher(callId);
        if (digits.matches()) {
            String plain = digits.replaceFirst("$1$2$3$4$5");
            traceId = TRACE_ID.matcher(plain).matches() ? plain : traceId;
        }
        return new TraceContext(traceId, HexFormat.of().formatHex(digest, TRACE_BYTES, TRACE_BYTES + SPAN_BYTES));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
