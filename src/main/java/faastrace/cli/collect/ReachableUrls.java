package faastrace.cli.collect;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/** The URLs at which other machines and containers can reach a server. */
final class ReachableUrls {
    private ReachableUrls() {}

    /**
     * Returns one URL for each address of this machine. If the server listens on one specific address, returns only the
     * URL for that address. The list is empty if no other machine or container can reach this machine.
     */
    static List<String> of(String scheme, InetAddress address, int port) {
        if (!address.isAnyLocalAddress() && !address.isLoopbackAddress()) {
            return List.of(url(scheme, address, port));
        }
        List<InetAddress> own = networks()
                .filter(ReachableUrls::isUp)
                .flatMap(NetworkInterface::inetAddresses)
                .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
                .toList();
        boolean hasShort = own.stream().anyMatch(each -> !(each instanceof Inet6Address));
        return own.stream()
                .filter(each -> !(hasShort && each instanceof Inet6Address))
                .map(each -> url(scheme, each, port))
                .sorted()
                .toList();
    }

    /** The networks of this machine. If not even the loopback network is up, Java throws an exception. */
    private static Stream<NetworkInterface> networks() {
        try {
            return NetworkInterface.networkInterfaces();
        } catch (SocketException none) {
            return Stream.of();
        }
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (SocketException gone) {
            return false;
        }
    }

    static String url(String scheme, InetAddress address, int port) {
        String host = address.getHostAddress().replaceFirst("%.*", "");
        return scheme + "://" + (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port + "/";
    }
}
