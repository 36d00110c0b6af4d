package faastrace.document;

import faastrace.problem.Problem;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An http or https URL that a person wrote. Messages never show it, since there may be a password in it. */
public final class HttpUrl {
    private static final int MOST_PORT = 65_535;
    private static final int MOST_IN_BYTE = 255;

    private static final Pattern URL = Pattern.compile("https?://(?<server>[^/?#]*)(?<rest>[!-~]*)");
    private static final Pattern SERVER = Pattern.compile("(?<host>\\[[^\\[\\]]*]|[^:\\[\\]]*)(?::(?<port>.*))?");
    private static final Pattern NAME = Pattern.compile("[\\w.-]+");
    private static final Pattern NUMBERS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

    private HttpUrl() {}

    /**
     * Does nothing if a request could be sent there.
     *
     * @param where what holds the URL: an option, a variable, a place in a file
     * @throws Problem if it is no such URL, or its host or port can't exist, or there is a password in it
     */
    public static void check(String where, String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new Problem(where, "this is not an http or https URL", "write it like http://127.0.0.1:4141/");
        }
        if (parts.group("server").contains("@")) {
            throw new Problem(where, "the URL contains a user name or password", "leave it out");
        }
        checkServer(where, parts.group("server"));
    }

    /**
     * Does nothing if there may be such a server.
     *
     * @param where what holds its address
     * @param server {@code HOST} or {@code HOST:PORT}, without a user
     * @throws Problem if there can't be such a host or port
     */
    public static void checkServer(String where, String server) {
        Matcher parts = SERVER.matcher(server);
        if (!parts.matches() || !isHost(parts.group("host"))) {
            throw new Problem(where, "the URL has no valid host", "correct the name or address of the server");
        }
        String port = parts.group("port");
        if (port != null && !port.isEmpty() && !isPort(port)) {
            throw new Problem(where, "the URL's port does not exist", "use a port from 1 to " + MOST_PORT);
        }
    }

    /** Whether a server may listen there. */
    public static boolean isPort(String text) {
        return text.matches("[0-9]{1,9}") && isPort(Integer.parseInt(text));
    }

    /** Whether a server may listen there. */
    public static boolean isPort(int port) {
        return port >= 1 && port <= MOST_PORT;
    }

    private static boolean isHost(String host) {
        if (host.startsWith("[")) {
            return isAddress(host);
        }
        return NAME.matcher(host).matches()
                && !host.startsWith("-")
                && (!NUMBERS.matcher(host).matches() || areBytes(host.split("\\.")));
    }

    private static boolean areBytes(String... numbers) {
        for (String number : numbers) {
            if (number.length() > 3 || Integer.parseInt(number) > MOST_IN_BYTE) {
                return false;
            }
        }
        return true;
    }

    /** Nobody is asked for a host in brackets: it is an address, or none. */
    private static boolean isAddress(String host) {
        try {
            return host.matches("\\[[0-9a-fA-F:.%\\w]+]") && InetAddress.getByName(host) != null;
        } catch (UnknownHostException none) {
            return false;
        }
    }
}
