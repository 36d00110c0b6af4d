package faastrace.image;

import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Podman with its own storage, so that it neither sees nor changes the user's images and containers. */
final class Podman implements AutoCloseable {
    /** By default, containers get the user's limits. On some machines, these are higher than a container can set. */
    private static final List<String> LIMITS =
            List.of("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4096:4096", "--network", "host");

    private final Path home = Files.createTempDirectory("faas-trace-podman");

    Podman() throws IOException {}

    String run(String... arguments) throws IOException {
        return run(List.of(arguments));
    }

    /** Builds an image without using a registry. The base images must already exist. Returns the build's output. */
    String build(Path context, String tag, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("build", "--isolation", "chroot", "--pull-never"));
        words.addAll(LIMITS);
        words.addAll(List.of("--format", "docker", "--tag", tag));
        words.addAll(List.of(options));
        words.add(context.toString());
        return run(words);
    }

    /** Starts a container and returns its id. */
    String start(String image, List<String> options) throws IOException {
        List<String> words = new ArrayList<>(List.of("--detach", "--log-driver", "k8s-file"));
        words.addAll(options);
        return inContainer(image, words).strip();
    }

    /** Runs a command to completion in its own container and returns the output. */
    String inContainer(String image, List<String> options, String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of("run", "--pull", "never", "--no-healthcheck"));
        words.addAll(LIMITS);
        words.addAll(options);
        words.add(image);
        words.addAll(List.of(command));
        return run(words);
    }

    /** The command for this engine, which has its own storage. */
    List<String> engine() {
        List<String> words = new ArrayList<>(List.of("podman", "--runtime", "runc", "--cgroup-manager", "cgroupfs"));
        words.addAll(List.of("--root", home + "/storage", "--runroot", home + "/run", "--tmpdir", home + "/state"));
        return words;
    }

    private String run(List<String> arguments) throws IOException {
        List<String> command = engine();
        command.addAll(arguments);
        return Program.run(command.toArray(String[]::new));
    }

    @Override
    public void close() throws IOException {
        run("rm", "--all", "--force", "--time", "0");
        run("rmi", "--all", "--force");
        // podman's overlay driver leaves its folder mounted (bind-mounted on itself).
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String mount = line.split(" ")[1];
            if (mount.startsWith(home + "/")) {
                Program.run("umount", mount);
            }
        }
        Sandbox.delete(home);
    }
}
