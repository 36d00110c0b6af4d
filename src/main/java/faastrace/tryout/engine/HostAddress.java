package faastrace.tryout.engine;

import faastrace.problem.Problem;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The address at which a container reaches this machine.
 *
 * @param address the address on which the collector listens for the container, chosen so that as few others as
 *     possible can reach it
 * @param host this machine's name or address inside the container
 * @param sharesNetwork whether the container uses the machine's own network
 */
public record HostAddress(InetAddress address, String host, boolean sharesNetwork) {
    private static final List<String> OPTIONS = List.of("--network", "--net");
    private static final String GATEWAY = "{{range .IPAM.Config}}{{.Gateway}}{{end}}";
    private static final String BRIDGE = "{{index .Options \"com.docker.network.bridge.name\"}}";

    /** @param options the options that the user adds to the engine's run command */
    public static HostAddress of(Engine engine, List<String> options) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        if (isHostNetwork(options)) {
            return new HostAddress(loopback, "127.0.0.1", true);
        }
        if (engine.isPodman()) {
            return new HostAddress(any(), "host.containers.internal", false);
        }
        Optional<InetAddress> bridge = gateway(engine).or(() -> bridge(engine));
        if (bridge.isPresent()) {
            return new HostAddress(bridge.get(), bridge.get().getHostAddress(), false);
        }
        // Containers of rootless Docker reach this machine only at an external address. If Docker runs in a virtual
        // machine, containers reach this machine by name.
        boolean isRootless =
                engine.ask("info", "--format", "{{.SecurityOptions}}").out().contains("name=rootless");
        return isRootless
                ? new HostAddress(any(), outside().getHostAddress(), false)
                : new HostAddress(loopback, "host.docker.internal", false);
    }

    private static boolean isHostNetwork(List<String> options) {
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            boolean next = i + 1 < options.size() && options.get(i + 1).equals("host");
            if (OPTIONS.contains(option) && next || OPTIONS.stream().anyMatch(o -> option.equals(o + "=host"))) {
                return true;
            }
        }
        return false;
    }

    private static Optional<InetAddress> gateway(Engine engine) {
        String address = engine.ask("network", "inspect", "--format", GATEWAY, "bridge")
                .out()
                .strip();
        return address.matches("[0-9.]+") ? parsed(address).filter(HostAddress::isOurs) : Optional.empty();
    }

    /** The address of Docker's bridge, for networks that do not report their gateway. */
    private static Optional<InetAddress> bridge(Engine engine) {
        String name = engine.ask("network", "inspect", "--format", BRIDGE, "bridge")
                .out()
                .strip();
        return networks()
                .filter(network -> network.getName().equals(name))
                .flatMap(NetworkInterface::inetAddresses)
                .filter(Inet4Address.class::isInstance)
                .findFirst();
    }

    private static boolean isOurs(InetAddress address) {
        return networks().flatMap(NetworkInterface::inetAddresses).anyMatch(address::equals);
    }

    private static InetAddress outside() {
        return networks()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address
                        && !address.isLoopbackAddress()
                        && !address.isLinkLocalAddress())
                .findFirst()
                .orElseThrow(() -> new Problem(
                        "network",
                        "this machine has no address that a container could reach",
                        "connect this machine to a network, or add '-- --network host'"));
    }

    private static Stream<NetworkInterface> networks() {
        try {
            return NetworkInterface.networkInterfaces();
        } catch (SocketException none) {
            return Stream.of();
        }
    }

    private static Optional<InetAddress> parsed(String address) {
        try {
            return Optional.of(InetAddress.getByName(address));
        } catch (UnknownHostException none) {
            return Optional.empty();
        }
    }

    private static InetAddress any() {
        return new InetSocketAddress(0).getAddress();
    }

    /** The URL at which the container reaches the collector. */
    public String url(int port) {
        return "http://" + host + ":" + port + "/";
    }
}
