package faastrace.image;

import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Podman with a storage of its own, so that it neither sees nor touches the user's images and containers. */
final class Podman implements AutoCloseable {
    /** Some machines' limits are above what they let a container have. */
    private static final List<String> LIMITS =
            List.of("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4096:4096", "--network", "host");

    private final Path home = Files.createTempDirectory("faas-trace-podman");

    Podman() throws IOException {}

    String run(String... arguments) throws IOException {
        return run(List.of(arguments));
    }

    /** Builds without reaching for any registry; what it is made from must be here. Gives what the build said. */
    String build(Path context, String tag, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("build", "--isolation", "chroot", "--pull-never"));
        words.addAll(LIMITS);
        words.addAll(List.of("--format", "docker", "--tag", tag));
        words.addAll(List.of(options));
        words.add(context.toString());
        return run(words);
    }

    /** Starts a container and gives its id. */
    String start(String image, List<String> options) throws IOException {
        List<String> words = new ArrayList<>(List.of("--detach", "--log-driver", "k8s-file"));
        words.addAll(options);
        return inContainer(image, words).strip();
    }

    /** Runs a command to its end in a container of its own; what it said. */
    String inContainer(String image, List<String> options, String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of("run", "--pull", "never", "--no-healthcheck"));
        words.addAll(LIMITS);
        words.addAll(options);
        words.add(image);
        words.addAll(List.of(command));
        return run(words);
    }

    /** The words that reach this engine; its storage is its own. */
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
        // The overlay driver leaves its folder mounted onto itself.
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String mount = line.split(" ")[1];
            if (mount.startsWith(home + "/")) {
                Program.run("umount", mount);
            }
        }
        Sandbox.delete(home);
    }
}
