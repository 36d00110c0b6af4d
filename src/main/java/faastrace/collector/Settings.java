package faastrace.collector;

import faastrace.collector.archive.ArchiveSettings;
import faastrace.collector.http.BasePath;
import faastrace.collector.http.ServerSettings;
import faastrace.collector.http.Tls;
import faastrace.collector.store.Limits;
import faastrace.pages.TraceLink;
import faastrace.problem.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The settings of a collector.
 *
 * @param directory the folder of traces, with one folder per name; created if missing
 * @param address the address to listen on; port 0 means any free port
 * @param limits how much the collector receives and keeps
 * @param idleTimeout how long a sender can pause before it is disconnected
 * @param stopTimeout how long the collector waits for current uploads before it stops
 * @param sync whether a trace is synced to disk before it is acknowledged
 * @param tokenFile the file with the valid tokens; if empty, clients need no token
 * @param tls the certificate for HTTPS; if empty, the collector uses plain HTTP
 * @param basePath the path under which a reverse proxy serves the collector
 * @param archive where past hours are archived; if empty, they stay in the folder
 * @param traceLink the address of distributed traces in a tracing backend; if empty, pages have no links to it
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
        BasePath basePath,
        Optional<ArchiveSettings> archive,
        Optional<TraceLink> traceLink) {
    /** The default port. */
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
        Objects.requireNonNull(archive);
        Objects.requireNonNull(traceLink);
    }

    /**
     * The default settings: a loopback address, plain HTTP, no token, an idle timeout of 30 s, a stop timeout of 10 s,
     * and traces synced to disk.
     */
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
                new BasePath(""),
                Optional.empty(),
                Optional.empty());
    }

    /** The same settings with another address. */
    public Settings at(InetSocketAddress other) {
        return changed(draft -> draft.address = other);
    }

    /** The same settings with other limits. */
    public Settings with(Limits other) {
        return changed(draft -> draft.limits = other);
    }

    /** The same settings with other timeouts. */
    public Settings withTimeouts(Duration idle, Duration stop) {
        return changed(draft -> {
            draft.idleTimeout = idle;
            draft.stopTimeout = stop;
        });
    }

    /** The same settings, but traces are acknowledged before they are synced. A power cut can lose them. */
    public Settings withoutSync() {
        return changed(draft -> draft.sync = false);
    }

    /** The same settings, but clients need a token. Each line of the file is a valid token. */
    public Settings withTokens(Path file) {
        return changed(draft -> draft.tokenFile = Optional.of(file));
    }

    /** The same settings with HTTPS. */
    public Settings with(Tls certificate) {
        return changed(draft -> draft.tls = Optional.of(certificate));
    }

    /**
     * The same settings for a collector behind a reverse proxy that serves it under a path such as {@code /traces}.
     *
     * @throws Problem if the text is not a valid path
     */
    public Settings under(String path) {
        BasePath base = BasePath.of(path);
        return changed(draft -> draft.basePath = base);
    }

    /** The same settings, but past hours are archived. */
    public Settings with(ArchiveSettings place) {
        return changed(draft -> draft.archive = Optional.of(place));
    }

    /**
     * The same settings, but pages link to a tracing backend.
     *
     * @param pattern the address of a trace, with {@code {trace}} in the place of its id
     * @throws Problem if the pattern can't be an address
     */
    public Settings withTraceLink(String pattern) {
        TraceLink link = new TraceLink(pattern);
        return changed(draft -> draft.traceLink = Optional.of(link));
    }

    ServerSettings server() {
        return new ServerSettings(address, idleTimeout, stopTimeout, tls);
    }

    /** The path of the first page. */
    public String pathOfPages() {
        return basePath.text() + "/";
    }

    private Settings changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settings();
    }

    /** A copy of settings that can be changed. */
    private static final class Draft {
        private final Path directory;
        private InetSocketAddress address;
        private Limits limits;
        private Duration idleTimeout;
        private Duration stopTimeout;
        private boolean sync;
        private Optional<Path> tokenFile;
        private Optional<Tls> tls;
        private BasePath basePath;
        private Optional<ArchiveSettings> archive;
        private Optional<TraceLink> traceLink;

        Draft(Settings of) {
            directory = of.directory;
            address = of.address;
            limits = of.limits;
            idleTimeout = of.idleTimeout;
            stopTimeout = of.stopTimeout;
            sync = of.sync;
            tokenFile = of.tokenFile;
            tls = of.tls;
            basePath = of.basePath;
            archive = of.archive;
            traceLink = of.traceLink;
        }

        Settings settings() {
            return new Settings(
                    directory,
                    address,
                    limits,
                    idleTimeout,
                    stopTimeout,
                    sync,
                    tokenFile,
                    tls,
                    basePath,
                    archive,
                    traceLink);
        }
    }
}
