package faastrace.forward;

import faastrace.document.HttpUrl;
import faastrace.problem.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The backend that traces are forwarded to.
 *
 * @param kind the protocol that the backend understands
 * @param backend the URL of the backend, without credentials
 * @param authFile a file whose first line is {@code USER:PASSWORD} or a token
 * @param tenant the value of {@code X-Scope-OrgID}
 * @param age how long to keep trying to push a trace before giving up
 * @param byContainer whether profiles have a label with the container, so that each container has its own series
 * @param bytesPerSecond how many bytes of uncompressed profiles to push per second
 */
public record ForwardSettings(
        Kind kind,
        URI backend,
        Optional<Path> authFile,
        Optional<String> tenant,
        Duration age,
        boolean byContainer,
        long bytesPerSecond) {
    /** By default, Pyroscope rejects profiles that are older than this. */
    public static final Duration DEFAULT_AGE = Duration.ofHours(1);

    /** By default, Pyroscope accepts about as many bytes per second. */
    public static final long DEFAULT_BYTES_PER_SECOND = 4_000_000;

    private static final String OPTION = "--forward";
    private static final String CURE =
            "write it like pyroscope=http://pyroscope:4040 or otlp=http://collector.example:4318";
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9!_.*'()-]{1,150}");

    /** A protocol that backends understand. */
    public enum Kind {
        /** Pyroscope's own protocol, with profiles in pprof's format. */
        pyroscope,
        /** OpenTelemetry's protocol for profiles, which is still in development. */
        otlp
    }

    public ForwardSettings {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(backend);
        Objects.requireNonNull(authFile);
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(age);
        tenant.filter(id -> !TENANT.matcher(id).matches()).ifPresent(id -> {
            throw new Problem(
                    "--forward-tenant", "this is not a valid tenant", "use at most 150 letters, digits and !_.*'()-");
        });
    }

    /**
     * Settings for a backend, without credentials.
     *
     * @param text {@code pyroscope=URL} or {@code otlp=URL}
     * @throws Problem if the text is not valid
     */
    public static ForwardSettings to(String text) {
        Kind kind = Arrays.stream(Kind.values())
                .filter(each -> text.startsWith(each + "="))
                .findFirst()
                .orElseThrow(() -> new Problem(OPTION, "this is not a backend that traces can be forwarded to", CURE));
        URI url;
        try {
            url = new URI(text.substring(kind.name().length() + 1));
        } catch (URISyntaxException e) {
            // Neither the text nor the exception is shown, because they may contain a password.
            throw new Problem(OPTION, "the URL is not valid", CURE);
        }
        require(
                url.getRawUserInfo() == null,
                "the URL contains a password, which every user of the machine could see",
                "put USER:PASSWORD into a file and pass that file with --forward-auth-file");
        require(!url.toString().isEmpty(), "there is no URL after " + kind + "=", CURE);
        try {
            HttpUrl.check(OPTION, url.toString());
        } catch (Problem problem) { // its cure is for a URL alone
            throw new Problem(problem.where(), problem.what(), CURE);
        }
        require(url.getHost() != null, "the URL has no valid host", CURE);
        require(url.getRawQuery() == null && url.getRawFragment() == null, "the URL has a query or a fragment", CURE);
        return new ForwardSettings(
                kind, url, Optional.empty(), Optional.empty(), DEFAULT_AGE, false, DEFAULT_BYTES_PER_SECOND);
    }

    /**
     * The same settings with credentials in a file. The file is read again for each push, so the user can change the
     * credentials at any time.
     */
    public ForwardSettings withAuthFile(Path file) {
        Credentials.of(file);
        return new ForwardSettings(kind, backend, Optional.of(file), tenant, age, byContainer, bytesPerSecond);
    }

    /** The same settings for one of several tenants. */
    public ForwardSettings withTenant(String id) {
        return new ForwardSettings(kind, backend, authFile, Optional.of(id), age, byContainer, bytesPerSecond);
    }

    /** The same settings with another limit on how long a trace may wait. */
    public ForwardSettings withAge(Duration longest) {
        return new ForwardSettings(kind, backend, authFile, tenant, longest, byContainer, bytesPerSecond);
    }

    /** The same settings with a label for the container. */
    public ForwardSettings withContainers() {
        return new ForwardSettings(kind, backend, authFile, tenant, age, true, bytesPerSecond);
    }

    /** The same settings with another limit on how many bytes of uncompressed profiles are pushed per second. */
    public ForwardSettings withRate(long most) {
        return new ForwardSettings(kind, backend, authFile, tenant, age, byContainer, most);
    }

    Protocol protocol() {
        return kind == Kind.otlp ? new OtlpProtocol() : new PushProtocol();
    }

    private static void require(boolean holds, String what, String cure) {
        if (!holds) {
            throw new Problem(OPTION, what, cure);
        }
    }
}
