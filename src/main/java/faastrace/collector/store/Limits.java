package faastrace.collector.store;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Limits how much a collector receives and keeps.
 *
 * @param bodyBytes the maximum size of a body as sent, in bytes
 * @param uploads the maximum number of simultaneous uploads
 * @param perSecond the maximum number of traces per second and name, on average; if empty, there is no limit
 * @param keepBytes the maximum size of all traces together, in bytes; if they exceed it, the oldest traces are deleted;
 *     if empty, there is no limit
 * @param keepAge how long a trace is kept; if empty, traces are kept forever
 */
public record Limits(
        long bodyBytes, int uploads, OptionalInt perSecond, OptionalLong keepBytes, Optional<Duration> keepAge) {
    /** Bodies up to 256 MiB and 1000 simultaneous uploads. There is no rate limit, and nothing is deleted. */
    public static final Limits DEFAULT =
            new Limits(256L << 20, 1000, OptionalInt.empty(), OptionalLong.empty(), Optional.empty());

    public Limits {
        Objects.requireNonNull(perSecond);
        Objects.requireNonNull(keepBytes);
        Objects.requireNonNull(keepAge);
    }

    /** The same limits with another maximum size of a body. */
    public Limits withBodyBytes(long bytes) {
        return new Limits(bytes, uploads, perSecond, keepBytes, keepAge);
    }

    /** The same limits with another maximum number of uploads. */
    public Limits withUploads(int most) {
        return new Limits(bodyBytes, most, perSecond, keepBytes, keepAge);
    }

    /** The same limits with another maximum number of traces per second and name. */
    public Limits withPerSecond(int traces) {
        return new Limits(bodyBytes, uploads, OptionalInt.of(traces), keepBytes, keepAge);
    }

    /** The same limits with another maximum total size of the traces. */
    public Limits withKeepBytes(long bytes) {
        return new Limits(bodyBytes, uploads, perSecond, OptionalLong.of(bytes), keepAge);
    }

    /** The same limits with another maximum age of a trace. */
    public Limits withKeepAge(Duration age) {
        return new Limits(bodyBytes, uploads, perSecond, keepBytes, Optional.of(age));
    }
}
