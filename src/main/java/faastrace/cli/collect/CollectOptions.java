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
            description = "Keep traces here, one folder per function (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + Settings.DEFAULT_PORT,
            description = "Port to listen on; 0: any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on; 0.0.0.0 accepts containers and other machines"
                    + " (default: ${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--base-path",
            paramLabel = "PATH",
            description = "Path under which a reverse proxy serves it, such as /traces (default: none).")
    private String basePath;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Accept only clients that send a token; FILE has one token per line.")
    private Path tokenFile;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "PEM certificate for HTTPS; needs --tls-key.")
    private Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM key; --tls-password-file decrypts it.")
    private Path key;

    @Option(names = "--tls-store", paramLabel = "FILE", description = "Key store for HTTPS; needs --tls-password-file.")
    private Path store;

    @Option(
            names = "--tls-password-file",
            paramLabel = "FILE",
            description = "File with the password of the key store or key.")
    private Path passwordFile;

    @Option(
            names = "--max-body",
            paramLabel = "SIZE",
            defaultValue = "256m",
            description = "Largest trace, as sent (default: ${DEFAULT-VALUE}).")
    private String maxBody;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Accept N traces per second for each name, on average (default: no limit).")
    private Integer rate;

    @Option(
            names = "--keep-bytes",
            paramLabel = "SIZE",
            description = "Keep at most this much, such as 20g; the oldest are deleted (default: all).")
    private String keepBytes;

    @Option(
            names = "--keep-age",
            paramLabel = "TIME",
            description = "Delete older traces, such as 7d (default: never).")
    private String keepAge;

    @Option(
            names = "--forward",
            paramLabel = "pyroscope=URL",
            description = "Forward traces as pprof to a Pyroscope-compatible backend.")
    private String forward;

    @Option(
            names = "--forward-auth-file",
            paramLabel = "FILE",
            description = "Credentials for the backend: first line is USER:PASSWORD or a token.")
    private Path forwardAuth;

    @Option(names = "--forward-tenant", paramLabel = "ID", description = "Forward as this tenant (X-Scope-OrgID).")
    private String tenant;

    @Option(
            names = "--forward-age",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "Stop forwarding a trace after this time; Pyroscope rejects any older than an hour"
                    + " (default: ${DEFAULT-VALUE}).")
    private String forwardAge;

    @Option(
            names = "--stop-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long to wait for uploads when stopping (default: ${DEFAULT-VALUE}).")
    private String stopTimeout;

    @Option(names = "--no-fsync", description = "Acknowledge traces before they are synced; a power cut may lose them.")
    private boolean noSync;

    Path directory() {
        return directory;
    }

    /** Where to forward traces, if anywhere. Throws a {@link Problem} if the options make no sense. */
    Optional<ForwardSettings> forward() {
        if (forward == null && (forwardAuth != null || tenant != null)) {
            throw new Problem(
                    forwardAuth != null ? "--forward-auth-file" : "--forward-tenant",
                    "no backend to forward to is given",
                    "add --forward pyroscope=URL, or leave it out");
        }
        if (forward == null) {
            return Optional.empty();
        }
        ForwardSettings plain = ForwardSettings.to(forward).withAge(SizeOrDuration.time("--forward-age", forwardAge));
        ForwardSettings known = forwardAuth == null ? plain : plain.withAuthFile(forwardAuth);
        return Optional.of(tenant == null ? known : known.withTenant(tenant));
    }

    /** The collector's settings. Throws a {@link Problem} if the options make no sense. */
    Settings settings() {
        if (port < 0 || port > MOST_PORT) {
            throw new Problem("--port " + port, "is not a valid port", "use 0 to " + MOST_PORT);
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
            throw new Problem("--rate " + rate, "is not a valid rate", "use 1 or more, or leave it out");
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
                    "use --tls-cert and --tls-key, or --tls-store and --tls-password-file");
        }
        if (!pem) {
            return Tls.keyStore(store, passwordFile);
        }
        return passwordFile == null ? Tls.pem(certificate, key) : Tls.pem(certificate, key, passwordFile);
    }
}
