package faastrace.cli.collect;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Recognises the addresses of this machine. No name is looked up, because that can take long. */
final class LocalAddresses {
    private static final Pattern LITERAL = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:.]{2,45}]");

    private LocalAddresses() {}

    /** Whether the host of a URL is this machine. */
    static boolean contains(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (!LITERAL.matcher(name).matches()) {
            return name.equals("localhost") || name.endsWith(".localhost");
        }
        try {
            InetAddress address = InetAddress.getByName(name);
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (UnknownHostException | SocketException unknown) {
            return false;
        }
    }
}
