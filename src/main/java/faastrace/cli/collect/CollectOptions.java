package faastrace.cli.collect;

import faastrace.collector.Settings;
import faastrace.collector.archive.ArchiveRule;
import faastrace.collector.archive.ArchiveSettings;
import faastrace.collector.http.Tls;
import faastrace.collector.store.Limits;
import faastrace.forward.ForwardSettings;
import faastrace.problem.Problem;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code faas-trace collect}. */
final class CollectOptions {
    private static final int MOST_PORT = 65_535;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on; 0.0.0.0 accepts connections from other machines too (default:"
                    + " ${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + Settings.DEFAULT_PORT,
            description = "Port to listen on; 0 for any free port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "stacks",
            description = "Keep traces in this folder, one folder per function (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(
            names = "--keep-age",
            paramLabel = "TIME",
            description = "Delete traces that are older than this, such as 7d (default: never).")
    private @Nullable String keepAge;

    @Option(
            names = "--keep-bytes",
            paramLabel = "SIZE",
            description = "Maximum total size of traces, such as 20g; deletes the oldest first (default: no limit).")
    private @Nullable String keepBytes;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Accept only clients that send one of the tokens in FILE, which has one token per line.")
    private @Nullable Path tokenFile;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "PEM certificate for HTTPS; needs --tls-key.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM key for --tls-cert.")
    private @Nullable Path key;

    @Option(names = "--tls-store", paramLabel = "FILE", description = "Key store for HTTPS; needs --tls-password-file.")
    private @Nullable Path store;

    @Option(
            names = "--tls-password-file",
            paramLabel = "FILE",
            description = "File with the password of the key store or of an encrypted PEM key.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--base-path",
            paramLabel = "PATH",
            description = "Path at which a reverse proxy serves the collector, such as /traces (default: none).")
    private @Nullable String basePath;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Accept on average at most N traces per second for each function name (default: no limit).")
    private @Nullable Integer rate;

    @Option(
            names = "--max-body",
            paramLabel = "SIZE",
            defaultValue = "256m",
            description = "Maximum size of an uploaded trace, before decompression (default: ${DEFAULT-VALUE}).")
    private String maxBody;

    @Option(
            names = "--forward",
            paramLabel = "pyroscope=URL",
            description =
                    "Forward traces to a Pyroscope-compatible backend, or to OpenTelemetry (otlp=URL, experimental).")
    private @Nullable String forward;

    @Option(
            names = "--forward-auth-file",
            paramLabel = "FILE",
            description = "File with the backend's credentials; its first line is USER:PASSWORD or a token.")
    private @Nullable Path forwardAuth;

    @Option(names = "--forward-tenant", paramLabel = "ID", description = "Forward as this tenant (X-Scope-OrgID).")
    private @Nullable String tenant;

    @Option(
            names = "--forward-age",
            paramLabel = "TIME",
            defaultValue = "1h",
            description =
                    "Do not forward traces that are older than this (default: ${DEFAULT-VALUE}, as in Pyroscope).")
    private String forwardAge;

    @Option(names = "--forward-container", description = "Give each container a series of its own.")
    private boolean forwardContainer;

    @Option(
            names = "--forward-rate",
            paramLabel = "BYTES",
            defaultValue = "4m",
            description =
                    "Bytes to forward per second, before compression (default: ${DEFAULT-VALUE}, as in Pyroscope).")
    private String forwardRate;

    @Option(
            names = "--trace-link",
            paramLabel = "URL",
            description = "Link invocations to a tracing backend, such as https://tempo.example/trace/{trace}.")
    private @Nullable String traceLink;

    @Option(
            names = "--archive",
            paramLabel = "s3://BUCKET/PREFIX",
            description = "Move the traces of past hours to an object store.")
    private @Nullable String archive;

    @Option(
            names = "--archive-endpoint",
            paramLabel = "URL",
            description = "URL of the object store, if it is not Amazon S3.")
    private @Nullable String archiveEndpoint;

    @Option(
            names = "--archive-after",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "Delay after the end of an hour (default: ${DEFAULT-VALUE}).")
    private String archiveAfter;

    @Option(
            names = "--archive-only",
            paramLabel = "RULE",
            description =
                    "Traces to archive, such as slow=1s,on-demand,1/9; the others are deleted (default: archive all).")
    private @Nullable String archiveOnly;

    @Option(
            names = "--stop-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long to wait for running uploads when stopping (default: ${DEFAULT-VALUE}).")
    private String stopTimeout;

    @Option(
            names = "--no-fsync",
            description = "Acknowledge traces before they are synced to disk; a power cut can then lose them.")
    private boolean noSync;

    @Option(names = "--log-traces", description = "Log each trace, instead of one line per minute with their number.")
    private boolean logTraces;

    Path directory() {
        return directory;
    }

    boolean logsTraces() {
        return logTraces;
    }

    /** The forwarding settings; empty if traces are not forwarded. Throws a {@link Problem} if an option is invalid. */
    Optional<ForwardSettings> forward() {
        if (forward == null && (forwardAuth != null || tenant != null)) {
            throw new Problem(
                    forwardAuth != null ? "--forward-auth-file" : "--forward-tenant",
                    "needs a backend to forward to",
                    "add --forward pyroscope=URL, or leave the option out");
        }
        if (forward == null) {
            return Optional.empty();
        }
        refuseOwnAddress(ForwardSettings.to(forward).backend());
        ForwardSettings plain = ForwardSettings.to(forward)
                .withAge(SizeOrDuration.time("--forward-age", forwardAge))
                .withRate(SizeOrDuration.bytes("--forward-rate", forwardRate));
        ForwardSettings labelled = forwardContainer ? plain.withContainers() : plain;
        ForwardSettings known = forwardAuth == null ? labelled : labelled.withAuthFile(forwardAuth);
        return Optional.of(tenant == null ? known : known.withTenant(tenant));
    }

    /** Refuses the collector's own address, because the collector would send every trace to itself. */
    private void refuseOwnAddress(URI backend) {
        int implied = "https".equalsIgnoreCase(backend.getScheme()) ? 443 : 80;
        boolean samePort = (backend.getPort() < 0 ? implied : backend.getPort()) == port;
        if (samePort && (backend.getHost().equalsIgnoreCase(host) || LocalAddresses.contains(backend.getHost()))) {
            throw new Problem(
                    "--forward",
                    "this is the address of this collector itself",
                    "write the address of the backend, such as pyroscope=http://pyroscope:4040");
        }
    }

    /** The collector's settings. Throws a {@link Problem} if an option is invalid. */
    Settings settings() {
        if (port < 0 || port > MOST_PORT) {
            throw new Problem("--port " + port, "is not a valid port", "use 0 to " + MOST_PORT);
        }
        Settings plain =
                Settings.of(directory).at(new InetSocketAddress(host, port)).with(limits());
        Settings timed = plain.withTimeouts(plain.idleTimeout(), SizeOrDuration.time("--stop-timeout", stopTimeout));
        Settings placed = basePath == null ? timed : timed.under(basePath);
        Settings synced = noSync ? placed.withoutSync() : placed;
        Settings archived = archive().map(synced::with).orElse(synced);
        Settings linked = traceLink == null ? archived : archived.withTraceLink(traceLink);
        Settings guarded = tokenFile == null ? linked : linked.withTokens(tokenFile);
        return certificate == null && key == null && store == null && passwordFile == null
                ? guarded
                : guarded.with(tls());
    }

    private Optional<ArchiveSettings> archive() {
        if (archive == null) {
            if (archiveEndpoint != null || archiveOnly != null) {
                throw new Problem(
                        archiveEndpoint != null ? "--archive-endpoint" : "--archive-only",
                        "needs a bucket to archive to",
                        "add --archive s3://BUCKET/PREFIX, or leave the option out");
            }
            return Optional.empty();
        }
        ArchiveSettings plain = ArchiveSettings.to(archive).after(SizeOrDuration.time("--archive-after", archiveAfter));
        ArchiveSettings placed = archiveEndpoint == null ? plain : plain.at(archiveEndpoint);
        return Optional.of(archiveOnly == null ? placed : placed.with(ArchiveRule.of(archiveOnly)));
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
        boolean both = (certificate != null || key != null) && store != null;
        if (!both && certificate != null && key != null) {
            return passwordFile == null ? Tls.pem(certificate, key) : Tls.pem(certificate, key, passwordFile);
        }
        if (!both && store != null && passwordFile != null) {
            return Tls.keyStore(store, passwordFile);
        }
        throw new Problem(
                "--tls",
                "HTTPS needs either a certificate and its key, or a key store and its password",
                "use --tls-cert and --tls-key, or --tls-store and --tls-password-file");
    }
}
