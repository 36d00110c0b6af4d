package faastrace.collector.http;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of the HTTP server.
 *
 * @param address the address to listen on; port 0 means any free port
 * @param idleTimeout how long a sender can pause before it is disconnected
 * @param stopTimeout how long the server waits for current requests before it stops
 * @param tls the certificate for HTTPS; if empty, the server uses plain HTTP
 */
public record ServerSettings(
        InetSocketAddress address, Duration idleTimeout, Duration stopTimeout, Optional<Tls> tls) {}
