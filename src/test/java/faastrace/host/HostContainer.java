package faastrace.host;

import faastrace.Means;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Containers of a real engine that start in half a second. Their root is an empty folder with this machine's programs
 * mounted into it. They are restricted as in a strict cluster.
 */
public final class HostContainer implements AutoCloseable {
    /** The restrictions of a strict cluster. */
    public static final List<String> LOCKED = List.of("--security-opt", "no-new-privileges", "--tmpfs", "/tmp");

    private static final List<String> ALWAYS =
            List.of("--user", "12000", "--cap-drop", "all", "--read-only", "--read-only-tmpfs=false");

    private final Path home = Files.createTempDirectory("faas-trace-host");
    private final List<String> ids = new ArrayList<>();

    public HostContainer() throws IOException {
        Means.require("podman", "runc", "perf");
        Means.requireRoot();
        Path root = Files.createDirectories(home.resolve("root"));
        for (String folder : List.of("usr", "proc", "sys", "dev", "tmp", "etc", "run", "var")) {
            Files.createDirectories(root.resolve(folder));
        }
        Commands.run("chmod", "1777", root.resolve("tmp").toString());
        for (String link : List.of("bin", "sbin", "lib", "lib64")) {
            Files.createSymbolicLink(root.resolve(link), Path.of("usr", link));
        }
        for (String file : List.of("passwd", "group", "ld.so.cache")) {
            Files.copy(Path.of("/etc", file), root.resolve("etc").resolve(file));
        }
    }

    /** The command for this engine, which has its own storage. */
    public List<String> engine() {
        return List.of(
                "podman",
                "--runtime",
                "runc",
                "--cgroup-manager",
                "cgroupfs",
                "--root",
                home + "/storage",
                "--runroot",
                home + "/run",
                "--tmpdir",
                home + "/state");
    }

    /** Runs a command to completion in its own container. */
    public Commands.Result run(List<String> options, String... command) {
        return Commands.run(command("--rm", options, command), Map.of(), 60);
    }

    /** Starts a container and returns its id. */
    public String start(List<String> options, String... command) {
        Commands.Result result = Commands.run(command("--detach", options, command), Map.of(), 60);
        if (result.code() != 0) {
            throw new IllegalStateException(result.err());
        }
        ids.add(result.out().strip());
        return result.out().strip();
    }

    private List<String> command(String mode, List<String> options, String... command) {
        List<String> words = new ArrayList<>(engine());
        // By default, containers get the user's limits. On some machines, these are higher than a container can set.
        words.addAll(List.of("run", mode, "--network", "host", "--ulimit", "nofile=1024:1024"));
        words.addAll(List.of("--ulimit", "nproc=4096:4096", "--no-healthcheck", "--log-driver", "k8s-file"));
        words.addAll(List.of("--volume", "/usr:/usr:ro"));
        words.addAll(ALWAYS);
        words.addAll(options);
        words.addAll(List.of("--rootfs", home + "/root"));
        words.addAll(List.of(command));
        return words;
    }

    /** Removes the containers that were started. */
    public void removeAll() {
        for (String id : ids) {
            List<String> words = new ArrayList<>(engine());
            words.addAll(List.of("rm", "--force", "--time", "0", id));
            Commands.run(words, Map.of(), 60);
        }
        ids.clear();
    }

    @Override
    public void close() throws IOException {
        removeAll();
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String mount = line.split(" ")[1];
            if (mount.startsWith(home + "/")) {
                Commands.run("umount", "--lazy", mount); // even if it is still in use
            }
        }
        Commands.run("rm", "-rf", "--one-file-system", home.toString());
    }
}
