package faastrace.cli.collect;

import faastrace.collector.Settings;
import faastrace.collector.http.Tls;
import faastrace.collector.store.Limits;
import faastrace.forward.ForwardSettings;
import faastrace.problem.Problem;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code faas-trace collect}. */
final class CollectOptions {
    private static final int MOST_PORT = 65_535;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "stacks",
            description = "Where traces are kept, one folder per function (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + Settings.DEFAULT_PORT,
            description = "The port to listen at, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen at; 0.0.0.0 lets containers and other machines in"
                    + " (default: ${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--base-path",
            paramLabel = "PATH",
            description = "The path that a reverse proxy serves it under, such as /traces (default: none).")
    private String basePath;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Let in only clients that send a token: each line of FILE is one.")
    private Path tokenFile;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "Serve HTTPS with this PEM certificate and …")
    private Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "… its PEM key; --tls-password-file opens an encrypted one.")
    private Path key;

    @Option(names = "--tls-store", paramLabel = "FILE", description = "Serve HTTPS with this key store, whose …")
    private Path store;

    @Option(names = "--tls-password-file", paramLabel = "FILE", description = "… password stands in FILE.")
    private Path passwordFile;

    @Option(
            names = "--max-body",
            paramLabel = "SIZE",
            defaultValue = "256m",
            description = "The largest trace taken, as it is sent (default: ${DEFAULT-VALUE}).")
    private String maxBody;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Take N traces per second of one name, on average (default: any number).")
    private Integer rate;

    @Option(
            names = "--keep-bytes",
            paramLabel = "SIZE",
            description = "Keep that much, such as 20g; the oldest go first (default: all).")
    private String keepBytes;

    @Option(
            names = "--keep-age",
            paramLabel = "TIME",
            description = "Keep traces that long, such as 7d (default: for ever).")
    private String keepAge;

    @Option(
            names = "--forward",
            paramLabel = "pyroscope=URL",
            description = "Push what comes on to a Pyroscope-compatible backend, as pprof.")
    private String forward;

    @Option(
            names = "--forward-auth-file",
            paramLabel = "FILE",
            description = "What the backend wants: USER:PASSWORD, or a token, in the first line of FILE.")
    private Path forwardAuth;

    @Option(names = "--forward-tenant", paramLabel = "ID", description = "Push as this tenant (X-Scope-OrgID).")
    private String tenant;

    @Option(
            names = "--forward-age",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "Give up traces that wait longer for the backend; Pyroscope takes none older than an hour"
                    + " (default: ${DEFAULT-VALUE}).")
    private String forwardAge;

    @Option(
            names = "--stop-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long stopping waits for uploads under way (default: ${DEFAULT-VALUE}).")
    private String stopTimeout;

    @Option(names = "--no-fsync", description = "Acknowledge traces that a power cut may still lose.")
    private boolean noSync;

    Path directory() {
        return directory;
    }

    /** Where traces are pushed on to, if anywhere; throws {@link Problem} where that makes no sense. */
    Optional<ForwardSettings> forward() {
        if (forward == null && (forwardAuth != null || tenant != null)) {
            throw new Problem(
                    forwardAuth != null ? "--forward-auth-file" : "--forward-tenant",
                    "nothing says where traces are forwarded to",
                    "add --forward pyroscope=URL, or leave it out");
        }
        if (forward == null) {
            return Optional.empty();
        }
        ForwardSettings plain = ForwardSettings.to(forward).withAge(SizeOrDuration.time("--forward-age", forwardAge));
        ForwardSettings known = forwardAuth == null ? plain : plain.withAuthFile(forwardAuth);
        return Optional.of(tenant == null ? known : known.withTenant(tenant));
    }

    /** Throws {@link Problem} where the options make no sense. */
    Settings settings() {
        if (port < 0 || port > MOST_PORT) {
            throw new Problem("--port " + port, "there is no such port", "use 0 to " + MOST_PORT);
        }
        Settings plain =
                Settings.of(directory).at(new InetSocketAddress(host, port)).with(limits());
        Settings timed = plain.withTimeouts(plain.idleTimeout(), SizeOrDuration.time("--stop-timeout", stopTimeout));
        Settings placed = basePath == null ? timed : timed.under(basePath);
        Settings synced = noSync ? placed.withoutSync() : placed;
        Settings guarded = tokenFile == null ? synced : synced.withTokens(tokenFile);
        return certificate == null && key == null && store == null && passwordFile == null
                ? guarded
                : guarded.with(tls());
    }

    private Limits limits() {
        Limits limits = Limits.DEFAULT.withBodyBytes(SizeOrDuration.bytes("--max-body", maxBody));
        if (rate != null && rate < 1) {
            throw new Problem("--rate " + rate, "there is no such rate", "use 1 or more, or leave it out");
        }
        limits = rate == null ? limits : limits.withPerSecond(rate);
        limits = keepBytes == null ? limits : limits.withKeepBytes(SizeOrDuration.bytes("--keep-bytes", keepBytes));
        return keepAge == null ? limits : limits.withKeepAge(SizeOrDuration.time("--keep-age", keepAge));
    }

    private Tls tls() {
        boolean pem = certificate != null && key != null;
        boolean stored = store != null && passwordFile != null;
        boolean both = (certificate != null || key != null) && store != null;
        if (both || !pem && !stored) {
            throw new Problem(
                    "--tls",
                    "HTTPS needs two files",
                    "give --tls-cert and --tls-key, or --tls-store and --tls-password-file");
        }
        if (!pem) {
            return Tls.keyStore(store, passwordFile);
        }
        return passwordFile == null ? Tls.pem(certificate, key) : Tls.pem(certificate, key, passwordFile);
    }
}
