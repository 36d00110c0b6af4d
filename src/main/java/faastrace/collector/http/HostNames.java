package faastrace.collector.http;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The host names that a collector accepts if it listens on a loopback address and requires no token.
 *
 * <p>A website can make its own host name resolve to this machine's address. A browser on this machine then considers
 * the collector a part of that site, and lets the site's scripts read and delete traces (DNS rebinding). So such a
 * collector rejects public host names. It accepts IP addresses, names without a dot, and names with suffixes that
 * nobody can register.
 */
public final class HostNames {
    private static final int MISDIRECTED = 421;
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[?(?=[0-9a-f.]*:)[0-9a-f:.]*+]?(%.*)?");
    private static final Pattern NOT_PUBLIC = Pattern.compile("[^.]*|.*\\.(localhost|internal)");

    private final boolean guarded;
    private final String own;

    private HostNames(boolean guarded, String own) {
        this.guarded = guarded;
        this.own = own;
    }

    /** @param address the address that the collector listens on */
    public static HostNames of(InetSocketAddress address, Optional<Tokens> tokens) {
        boolean local = !address.isUnresolved() && address.getAddress().isLoopbackAddress();
        return new HostNames(local && tokens.isEmpty(), plain(address.getHostString()));
    }

    /** Rejects a request for a host name that the collector does not accept. */
    void check(HttpExchange exchange) {
        String host = exchange.request().getHttpURI().getHost();
        if (guarded && host != null && !isOurs(plain(host))) {
            throw new HttpError(
                    MISDIRECTED,
                    "this collector only accepts requests from its own machine, and this is not one of its host names",
                    "use http://127.0.0.1 or http://localhost, or start the collector with --token-file");
        }
    }

    private boolean isOurs(String host) {
        return host.equals(own)
                || ADDRESS.matcher(host).matches()
                || NOT_PUBLIC.matcher(host).matches();
    }

    private static String plain(String host) {
        return host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    }
}
