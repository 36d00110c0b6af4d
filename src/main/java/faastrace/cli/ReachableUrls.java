package faastrace.cli;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** The URLs by which a server is reached from outside this machine: what its address stands for. */
final class ReachableUrls {
    private ReachableUrls() {}

    /** One for each network of this machine if the server listens on all of them. */
    static List<String> of(InetAddress address, int port) throws SocketException {
        if (!address.isAnyLocalAddress()) {
            return List.of(url(address, port));
        }
        List<String> urls = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(own -> !own.isLoopbackAddress() && !(own instanceof Inet6Address))
                .map(own -> url(own, port))
                .sorted()
                .toList();
        return urls.isEmpty() ? List.of(url(address, port)) : urls;
    }

    static String url(InetAddress address, int port) {
        String host = address.getHostAddress();
        return "http://" + (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port + "/";
    }
}
