package faastrace.collector;

import faastrace.collector.http.BasePath;
import faastrace.collector.http.ServerSettings;
import faastrace.collector.http.Tls;
import faastrace.collector.store.Limits;
import faastrace.problem.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a collector runs.
 *
 * @param directory where traces are kept, one folder per name; made if missing
 * @param address where to listen; port 0 takes any free one
 * @param limits how much is taken and kept
 * @param idleTimeout how long a sender may pause before it is dropped
 * @param stopTimeout how long closing waits for uploads under way
 * @param sync whether a trace is forced onto the disk before it is acknowledged
 * @param tokenFile the tokens that let a client in; where empty, everybody is let in
 * @param tls the certificate to serve HTTPS with; where empty, it is plain HTTP
 * @param basePath the path that a reverse proxy serves it under
 */
public record Settings(
        Path directory,
        InetSocketAddress address,
        Limits limits,
        Duration idleTimeout,
        Duration stopTimeout,
        boolean sync,
        Optional<Path> tokenFile,
        Optional<Tls> tls,
        BasePath basePath) {
    /** The port in the documentation. */
    public static final int DEFAULT_PORT = 4141;

    public Settings {
        Objects.requireNonNull(directory);
        Objects.requireNonNull(address);
        Objects.requireNonNull(limits);
        Objects.requireNonNull(idleTimeout);
        Objects.requireNonNull(stopTimeout);
        Objects.requireNonNull(tokenFile);
        Objects.requireNonNull(tls);
        Objects.requireNonNull(basePath);
    }

    /** The defaults: this machine only, plain HTTP, no token, 30 s of pause, 10 s to stop, all forced onto the disk. */
    public static Settings of(Path directory) {
        return new Settings(
                directory,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), DEFAULT_PORT),
                Limits.DEFAULT,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                true,
                Optional.empty(),
                Optional.empty(),
                new BasePath(""));
    }

    /** The same at another address. */
    public Settings at(InetSocketAddress other) {
        return new Settings(directory, other, limits, idleTimeout, stopTimeout, sync, tokenFile, tls, basePath);
    }

    /** The same with other limits. */
    public Settings with(Limits other) {
        return new Settings(directory, address, other, idleTimeout, stopTimeout, sync, tokenFile, tls, basePath);
    }

    /** The same with other patience. */
    public Settings withTimeouts(Duration idle, Duration stop) {
        return new Settings(directory, address, limits, idle, stop, sync, tokenFile, tls, basePath);
    }

    /** The same, acknowledging traces that a power cut would still lose. */
    public Settings withoutSync() {
        return new Settings(directory, address, limits, idleTimeout, stopTimeout, false, tokenFile, tls, basePath);
    }

    /** The same, for holders of a token only: each line of the file is one. */
    public Settings withTokens(Path file) {
        return new Settings(
                directory, address, limits, idleTimeout, stopTimeout, sync, Optional.of(file), tls, basePath);
    }

    /** The same over HTTPS. */
    public Settings with(Tls certificate) {
        return new Settings(
                directory,
                address,
                limits,
                idleTimeout,
                stopTimeout,
                sync,
                tokenFile,
                Optional.of(certificate),
                basePath);
    }

    /**
     * The same behind a reverse proxy that serves it under a path of its own, such as {@code /traces}.
     *
     * @throws Problem where that is no path
     */
    public Settings under(String path) {
        return new Settings(
                directory, address, limits, idleTimeout, stopTimeout, sync, tokenFile, tls, BasePath.of(path));
    }

    ServerSettings server() {
        return new ServerSettings(address, idleTimeout, stopTimeout, tls);
    }

    /** What comes behind a server's address in that of its first page. */
    public String pathOfPages() {
        return basePath.text() + "/";
    }
}
