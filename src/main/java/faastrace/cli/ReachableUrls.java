package faastrace.cli;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** The URLs by which a server is reached from outside this machine: what its address stands for. */
final class ReachableUrls {
    private ReachableUrls() {}

    /** One for each network of this machine, unless the server listens on a single one. */
    static List<String> of(String scheme, InetAddress address, int port) throws SocketException {
        if (!address.isAnyLocalAddress() && !address.isLoopbackAddress()) {
            return List.of(url(scheme, address, port));
        }
        List<String> urls = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(own -> !own.isLoopbackAddress() && !(own instanceof Inet6Address))
                .map(own -> url(scheme, own, port))
                .sorted()
                .toList();
        return urls.isEmpty() && !address.isLoopbackAddress() ? List.of(url(scheme, address, port)) : urls;
    }

    static String url(String scheme, InetAddress address, int port) {
        String host = address.getHostAddress();
        return scheme + "://" + (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port + "/";
    }
}
