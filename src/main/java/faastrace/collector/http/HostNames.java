package faastrace.collector.http;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names by which a collector may be called where nothing but its address keeps others out.
 *
 * <p>A web site can give its own name this machine's address. A browser here then takes the collector for that site, and
 * lets its scripts read and delete. So a collector that listens to this machine only, and asks for no token, answers only
 * where no public name is used: addresses, names without a dot, and those ends that nobody can register.
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

    /** @param address where the collector listens */
    public static HostNames of(InetSocketAddress address, Optional<Tokens> tokens) {
        boolean local = !address.isUnresolved() && address.getAddress().isLoopbackAddress();
        return new HostNames(local && tokens.isEmpty(), plain(address.getHostString()));
    }

    /** Refuses a request for a host that is somebody else's. */
    void check(HttpExchange exchange) {
        String host = exchange.request().getHttpURI().getHost();
        if (guarded && host != null && !isOurs(plain(host))) {
            throw new HttpError(
                    MISDIRECTED,
                    "this collector answers to this machine only, and not by that name",
                    "use http://127.0.0.1 or http://localhost, or start it with --token-file");
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
