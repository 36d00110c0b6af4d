package faastrace.cli.collect;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/** The URLs by which a server is reached from outside this machine: what its address stands for. */
final class ReachableUrls {
    private ReachableUrls() {}

    /** One for each network of this machine, unless the server listens on a single one; none where it has no network. */
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

    /** Where no network is up, not even the machine's own, Java takes that for an error. */
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
