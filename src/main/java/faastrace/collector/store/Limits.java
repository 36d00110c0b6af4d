package faastrace.collector.store;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How much a collector takes and keeps.
 *
 * @param bodyBytes the largest body taken, in bytes as they arrive
 * @param uploads how many uploads may be under way at once
 * @param perSecond how many traces of one name are taken per second, on average; any number where empty
 * @param keepBytes how many bytes of traces are kept; the oldest go first; any number where empty
 * @param keepAge how long a trace is kept; for ever where empty
 */
public record Limits(
        long bodyBytes, int uploads, OptionalInt perSecond, OptionalLong keepBytes, Optional<Duration> keepAge) {
    /** Bodies up to 256 MiB, 1000 at once, and nothing is ever refused for its number or deleted. */
    public static final Limits DEFAULT =
            new Limits(256L << 20, 1000, OptionalInt.empty(), OptionalLong.empty(), Optional.empty());

    public Limits {
        Objects.requireNonNull(perSecond);
        Objects.requireNonNull(keepBytes);
        Objects.requireNonNull(keepAge);
    }

    /** The same with another bound on bodies. */
    public Limits withBodyBytes(long bytes) {
        return new Limits(bytes, uploads, perSecond, keepBytes, keepAge);
    }

    /** The same with another bound on uploads under way. */
    public Limits withUploads(int most) {
        return new Limits(bodyBytes, most, perSecond, keepBytes, keepAge);
    }

    /** The same with another rate. */
    public Limits withPerSecond(int traces) {
        return new Limits(bodyBytes, uploads, OptionalInt.of(traces), keepBytes, keepAge);
    }

    /** The same with another bound on what is kept. */
    public Limits withKeepBytes(long bytes) {
        return new Limits(bodyBytes, uploads, perSecond, OptionalLong.of(bytes), keepAge);
    }

    /** The same with another age. */
    public Limits withKeepAge(Duration age) {
        return new Limits(bodyBytes, uploads, perSecond, keepBytes, Optional.of(age));
    }
}
