package faastrace.host;

import faastrace.Means;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Namespaces on this machine, in which some folders of {@code /etc} are replaced. If requested, there is also a
 * separate network with its own ports, bridges and packet filter. From that network, a process can still reach
 * everything that this machine can reach. When the last process in the namespaces has ended, nothing is left.
 */
final class Machine implements AutoCloseable {
    private static final List<String> OWN = List.of("docker", "sysctl.d");

    /** The address at which slirp4netns resolves names. */
    private static final String RESOLVER = "nameserver 10.0.2.3\n";

    private final Path home;
    private final boolean network;
    private final List<Process> processes = new ArrayList<>();

    /** Creates the namespaces. Their files are in the given folder. */
    Machine(Path home, boolean network) throws IOException {
        this.home = home;
        this.network = network;
        Means.requireRoot();
        if (network) {
            Means.require("slirp4netns");
        }
        for (String folder : OWN) {
            Files.createDirectories(home.resolve("etc").resolve(folder));
        }
        Files.writeString(home.resolve("etc/resolv.conf"), RESOLVER);
        hold();
        if (network) {
            connect();
        }
    }

    /** Starts a process that keeps the namespaces. Its input ends with the test, and then the process exits. */
    private void hold() throws IOException {
        StringBuilder script = new StringBuilder("set -e; ");
        List<String> names = new ArrayList<>(OWN);
        if (network) {
            names.add("resolv.conf");
            script.append("ip link set lo up; ");
        }
        names.forEach(name -> script.append("mount --bind " + home + "/etc/" + name + " /etc/" + name + "; "));
        script.append("echo ready; exec cat");
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private"));
        if (network) {
            command.add("--net");
        }
        command.addAll(List.of("sh", "-c", script.toString()));
        Process holder = start(command, ProcessBuilder.Redirect.PIPE);
        if (holder.inputReader().readLine() == null) {
            throw new IOException("no namespaces: " + Files.readString(home.resolve("machine.log")));
        }
    }

    private void connect() throws IOException {
        Path ready = home.resolve("connected");
        start(
                List.of(
                        "sh",
                        "-c",
                        "exec slirp4netns --configure --mtu=65520 --disable-host-loopback --ready-fd=3 \"$1\" tap0 3>\"$2\"",
                        "sh",
                        pid(),
                        ready.toString()),
                ProcessBuilder.Redirect.appendTo(home.resolve("machine.log").toFile()));
        for (int i = 0; i < 200 && !(Files.exists(ready) && Files.size(ready) > 0); i++) {
            pause();
        }
        if (Files.size(ready) == 0) {
            throw new IOException("no network: " + Files.readString(home.resolve("machine.log")));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process start(List<String> command, ProcessBuilder.Redirect output) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(output)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        home.resolve("machine.log").toFile()))
                .start();
        processes.add(process);
        return process;
    }

    private String pid() {
        return String.valueOf(processes.get(0).pid());
    }

    /** Words in front of a command that make it run in these namespaces and in the given folder. */
    List<String> inside(Path folder) {
        List<String> words = new ArrayList<>(List.of("nsenter", "--target", pid(), "--mount", "--wd=" + folder));
        if (network) {
            words.add("--net");
        }
        return words;
    }

    /** Ends the processes that keep the namespaces. */
    @Override
    public void close() {
        try {
            for (Process process : processes) {
                process.destroy();
                process.waitFor(10, TimeUnit.SECONDS);
            }
            for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
                String mount = line.split(" ")[1];
                if (mount.startsWith(home + "/")) {
                    Commands.run(List.of("umount", "--lazy", mount), Map.of(), 30);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
