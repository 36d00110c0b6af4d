package faastrace.document;

import faastrace.problem.Problem;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks http and https URLs that users write. Messages never show the URL, because it may contain a password. */
public final class HttpUrl {
    private static final int MOST_PORT = 65_535;
    private static final int MOST_IN_BYTE = 255;

    private static final Pattern URL = Pattern.compile("https?://(?<server>[^/?#]*)(?<rest>[!-~]*)");
    private static final Pattern SERVER = Pattern.compile("(?<host>\\[[^\\[\\]]*]|[^:\\[\\]]*)(?::(?<port>.*))?");
    private static final Pattern NAME = Pattern.compile("[\\w.-]+");
    private static final Pattern NUMBERS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

    private HttpUrl() {}

    /**
     * Checks that a request could be sent to the URL.
     *
     * @param where the source of the URL, for messages: an option, a variable or a place in a file
     * @throws Problem if the URL is not an http or https URL, has no valid host or port, or contains a user or password
     */
    public static void check(String where, String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new Problem(where, "this is not an http or https URL", "write it like http://127.0.0.1:4141/");
        }
        if (parts.group("server").contains("@")) {
            throw new Problem(where, "the URL contains a user name or password", "remove them");
        }
        checkServer(where, parts.group("server"));
    }

    /**
     * Checks that a server's host and port are valid.
     *
     * @param where the source of the address, for messages
     * @param server {@code HOST} or {@code HOST:PORT}, without a user
     * @throws Problem if the host or port is not valid
     */
    public static void checkServer(String where, String server) {
        Matcher parts = SERVER.matcher(server);
        if (!parts.matches() || !isHost(parts.group("host"))) {
            throw new Problem(where, "the URL has no valid host", "correct the name or address of the server");
        }
        String port = parts.group("port");
        if (port != null && !port.isEmpty() && !isPort(port)) {
            throw new Problem(where, "the URL has no valid port", "use a port from 1 to " + MOST_PORT);
        }
    }

    /** Whether the text is a port that a server can listen on. */
    public static boolean isPort(String text) {
        return text.matches("[0-9]{1,9}") && isPort(Integer.parseInt(text));
    }

    /** Whether a server can listen on this port. */
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

    /** Whether the host in brackets is an IP address. Brackets can only enclose addresses, so no name is looked up. */
    private static boolean isAddress(String host) {
        try {
            return host.matches("\\[[0-9a-fA-F:.%\\w]+]") && InetAddress.getByName(host) != null;
        } catch (UnknownHostException none) {
            return false;
        }
    }
}
