package faastrace.forward;

import faastrace.document.HttpUrl;
import faastrace.problem.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where traces are pushed on to.
 *
 * @param backend the URL of a Pyroscope-compatible backend, without credentials
 * @param authFile a file whose first line is {@code USER:PASSWORD} or a token
 * @param tenant what stands in {@code X-Scope-OrgID}
 * @param age a trace that waits longer is given up
 */
public record ForwardSettings(URI backend, Optional<Path> authFile, Optional<String> tenant, Duration age) {
    /** What Pyroscope takes by default; it rejects what is older. */
    public static final Duration DEFAULT_AGE = Duration.ofHours(1);

    private static final String OPTION = "--forward";
    private static final String KIND = "pyroscope=";
    private static final String CURE = "write it like pyroscope=http://pyroscope:4040";
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9!_.*'()-]{1,150}");

    public ForwardSettings {
        Objects.requireNonNull(backend);
        Objects.requireNonNull(authFile);
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(age);
        tenant.filter(id -> !TENANT.matcher(id).matches()).ifPresent(id -> {
            throw new Problem("--forward-tenant", "there is no such tenant", "use letters, digits and !_.*'()-");
        });
    }

    /**
     * To that backend, without credentials.
     *
     * @param text {@code pyroscope=URL}
     * @throws Problem where it can't be one
     */
    public static ForwardSettings to(String text) {
        require(text.startsWith(KIND), "this is no backend that traces can be forwarded to", CURE);
        URI url;
        try {
            url = new URI(text.substring(KIND.length()));
        } catch (URISyntaxException e) {
            // Neither the text nor the exception is shown: there may be a password in it.
            throw new Problem(OPTION, "the URL cannot be read", CURE);
        }
        require(
                url.getRawUserInfo() == null,
                "the URL contains a password, which anybody on the machine could see",
                "put USER:PASSWORD into a file and name it with --forward-auth-file");
        HttpUrl.check(OPTION, url.toString());
        require(url.getHost() != null, "the URL has no host that can be understood", CURE);
        require(url.getRawQuery() == null && url.getRawFragment() == null, "the URL goes on behind its path", CURE);
        return new ForwardSettings(url, Optional.empty(), Optional.empty(), DEFAULT_AGE);
    }

    /** The same with the credentials in a file, which is read for each push, so that they may be renewed. */
    public ForwardSettings withAuthFile(Path file) {
        Credentials.of(file);
        return new ForwardSettings(backend, Optional.of(file), tenant, age);
    }

    /** The same for one of many tenants. */
    public ForwardSettings withTenant(String id) {
        return new ForwardSettings(backend, authFile, Optional.of(id), age);
    }

    /** The same with other patience. */
    public ForwardSettings withAge(Duration longest) {
        return new ForwardSettings(backend, authFile, tenant, longest);
    }

    private static void require(boolean holds, String what, String cure) {
        if (!holds) {
            throw new Problem(OPTION, what, cure);
        }
    }
}
