package faastrace.collector.http;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * How the HTTP server runs.
 *
 * @param address where to listen; port 0 takes any free one
 * @param idleTimeout how long a sender may pause before it is dropped
 * @param stopTimeout how long closing waits for requests under way
 * @param tls the certificate to serve HTTPS with; where empty, it is plain HTTP
 */
public record ServerSettings(
        InetSocketAddress address, Duration idleTimeout, Duration stopTimeout, Optional<Tls> tls) {}
