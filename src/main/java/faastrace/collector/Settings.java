package faastrace.collector;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How a collector runs.
 *
 * @param directory where traces are kept, one folder per name; made if missing
 * @param address where to listen; port 0 takes any free one
 * @param maxBodyBytes the largest body taken, in bytes as they arrive
 * @param idleTimeout how long a sender may pause before it is dropped
 * @param stopTimeout how long closing waits for uploads under way
 */
public record Settings(
        Path directory, InetSocketAddress address, long maxBodyBytes, Duration idleTimeout, Duration stopTimeout) {
    /** The port in the documentation. */
    public static final int DEFAULT_PORT = 4141;

    private static final long DEFAULT_MAX_BODY_BYTES = 256L << 20;

    public Settings {
        Objects.requireNonNull(directory);
        Objects.requireNonNull(address);
        Objects.requireNonNull(idleTimeout);
        Objects.requireNonNull(stopTimeout);
    }

    /** The defaults: this machine only, bodies up to 256 MiB, 30 s of pause, 10 s to stop. */
    public static Settings of(Path directory) {
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), DEFAULT_PORT);
        return new Settings(
                directory, loopback, DEFAULT_MAX_BODY_BYTES, Duration.ofSeconds(30), Duration.ofSeconds(10));
    }

    /** The same at another address. */
    public Settings at(InetSocketAddress other) {
        return new Settings(directory, other, maxBodyBytes, idleTimeout, stopTimeout);
    }

    /** The same with another bound on bodies. */
    public Settings withMaxBodyBytes(long bytes) {
        return new Settings(directory, address, bytes, idleTimeout, stopTimeout);
    }

    /** The same with other patience. */
    public Settings withTimeouts(Duration idle, Duration stop) {
        return new Settings(directory, address, maxBodyBytes, idle, stop);
    }
}
