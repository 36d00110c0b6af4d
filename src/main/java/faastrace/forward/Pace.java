package faastrace.forward;

import java.time.Duration;

/**
 * Limits how many bytes are pushed per second. Pyroscope refuses what exceeds its rate limit, and counts uncompressed
 * profiles. It lets a sender that was idle push more for a moment, and so does this class.
 */
final class Pace {
    /** After a pause, as many bytes may be pushed at once as in this time. By default, Pyroscope allows those of 0.5 s. */
    private static final Duration AT_ONCE = Duration.ofMillis(400);

    private final double bytesPerNano;
    private final double most;
    private double available;
    private long counted = System.nanoTime();

    Pace(long bytesPerSecond) {
        this.bytesPerNano = (double) bytesPerSecond / Duration.ofSeconds(1).toNanos();
        this.most = bytesPerNano * AT_ONCE.toNanos();
        this.available = most;
    }

    /** Waits until so many bytes may be pushed. */
    void await(long bytes) throws InterruptedException {
        Thread.sleep(Duration.ofNanos(reserve(bytes, System.nanoTime())).toMillis());
    }

    /** Reserves bytes, and returns in how many nanoseconds they may be pushed. Later callers wait for them, too. */
    synchronized long reserve(long bytes, long now) {
        available = Math.min(most, available + (now - counted) * bytesPerNano) - bytes;
        counted = now;
        return available >= 0 ? 0 : (long) Math.ceil(-available / bytesPerNano);
    }
}
