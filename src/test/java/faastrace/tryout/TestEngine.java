package faastrace.tryout;

import faastrace.Means;
import faastrace.image.BaseImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A real container engine with its own storage and its own network, in which containers have a bridge as on a laptop.
 * It has the base images of the examples and uses no registry.
 */
final class TestEngine implements AutoCloseable {
    /** By default, containers get the user's limits. On some machines, these are higher than a container can set. */
    private static final String PODMAN = """
            [containers]
            default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
            [engine]
            runtime = "runc"
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            tmp_dir = "%1$s/state"
            """;

    private static final String STORAGE = """
            [storage]
            driver = "overlay"
            runroot = "%1$s/run"
            graphroot = "%1$s/storage"
            """;

    /** The program of the engine: docker or podman. */
    enum Kind {
        DOCKER,
        PODMAN;

        String command() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;
    private final Path home = Files.createTempDirectory("faas-trace-engine");
    private final Map<String, String> environment = new HashMap<>();
    private final Process holder;

    private TestEngine(Kind kind) throws IOException {
        this.kind = kind;
        this.holder = kind == Kind.DOCKER ? docker() : podman();
    }

    /** Starts the engine and imports the images. */
    static TestEngine start(Kind kind) throws Exception {
        Means.requireImageTests();
        List<String> means = new ArrayList<>(BaseImages.programs());
        means.addAll(kind == Kind.DOCKER ? List.of("docker", "dockerd", "runc") : List.of("podman", "runc"));
        Means.require(means.toArray(String[]::new));
        Means.requireRoot();
        Path watchdog = BaseImages.watchdogImage();
        Map<String, Path> images = Map.of(
                "docker.io/library/debian:bookworm-slim", BaseImages.completeDebian(),
                "ghcr.io/openfaas/of-watchdog:0.11.3", watchdog,
                "ghcr.io/openfaas/classic-watchdog:0.3.3", watchdog);
        TestEngine engine = new TestEngine(kind);
        try {
            engine.awaitStart();
            for (Map.Entry<String, Path> image : images.entrySet()) {
                engine.ask("import", image.getValue().toString(), image.getKey());
            }
            engine.ask("build", "--tag", "docker.io/library/alpine:3.22", "src/test/resources/tryout/alpine");
            return engine;
        } catch (Exception | Error e) {
            engine.close();
            throw e;
        }
    }

    private Process docker() throws IOException {
        environment.put("DOCKER_HOST", "unix://" + home + "/docker.sock");
        return apart("exec dockerd --storage-driver=overlay2 --data-root \"$1/storage\" --exec-root \"$1/run\""
                + " --pidfile \"$1/docker.pid\" --host \"unix://$1/docker.sock\""
                + " --default-ulimit nofile=1024:1024 --default-ulimit nproc=4096:4096");
    }

    private Process podman() throws IOException {
        Path containers = home.resolve("containers.conf");
        Path storage = home.resolve("storage.conf");
        Files.writeString(containers, PODMAN.formatted(home));
        Files.writeString(storage, STORAGE.formatted(home));
        environment.put("CONTAINERS_CONF", containers.toString());
        environment.put("CONTAINERS_STORAGE_CONF", storage.toString());
        environment.put("BUILDAH_ISOLATION", "chroot");
        return apart("exec sleep 100000");
    }

    private Process apart(String script) throws IOException {
        List<String> command = new ArrayList<>(List.of("unshare", "--net", "--mount", "--propagation", "private"));
        command.addAll(List.of("sh", "-c", "ip link set lo up && " + script, "sh", home.toString()));
        return Shell.start(command, home, Map.of(), home.resolve("log"));
    }

    private void awaitStart() throws Exception {
        for (int i = 0; i < 300; i++) {
            if (holder.isAlive() && command(List.of(kind.command(), "info")).code() == 0) {
                return;
            }
            Thread.sleep(200);
        }
        throw new IOException(kind + " does not start:\n" + Files.readString(home.resolve("log")));
    }

    Kind kind() {
        return kind;
    }

    /** Creates a folder that is deleted with the engine. */
    Path folder(String name) throws IOException {
        return Files.createDirectories(home.resolve(name));
    }

    /** The folder in which faas-trace keeps its tryouts. */
    Path runs() {
        return home.resolve("state/faas-trace/try");
    }

    /** Runs a command of the engine and returns its output. */
    String ask(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(kind.command()));
        command.addAll(List.of(words));
        Shell.Result result = command(command);
        if (result.code() != 0) {
            throw new IOException(command + " failed:\n" + result.text());
        }
        return result.text();
    }

    /** Runs a program in the engine's network and returns its output. */
    String inside(String... command) throws IOException {
        return command(List.of(command)).text();
    }

    private Shell.Result command(List<String> command) throws IOException {
        return Shell.of(inside(command), Path.of(".").toAbsolutePath(), environment);
    }

    private List<String> inside(List<String> command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--target", String.valueOf(holder.pid()), "--net"));
        if (kind == Kind.PODMAN) {
            all.add("--mount"); // the engine's storage is mounted in its mount namespace
            all.add("--wd=.");
        }
        all.addAll(command);
        return all;
    }

    /** Starts faas-trace in the engine's network. The process is java itself. */
    Process faasTrace(Path folder, Path output, Map<String, String> more, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.add("faastrace.cli.Main");
        command.addAll(List.of(arguments));
        Map<String, String> all = new HashMap<>(environment);
        all.put("XDG_STATE_HOME", home.resolve("state").toString());
        all.putAll(more);
        return Shell.start(inside(command), folder, all, output);
    }

    /** All containers, including stopped ones. */
    List<String> containers() throws IOException {
        return ask("ps", "--all", "--format", "{{.Names}}").lines().toList();
    }

    /** The images of tryouts. */
    List<String> images() throws IOException {
        return ask("images", "--format", "{{.Repository}}:{{.Tag}}")
                .lines()
                .filter(name -> name.contains("faas-trace-try"))
                .toList();
    }

    /** The local addresses with listening sockets in the engine's network. */
    Set<String> listeners() throws IOException {
        Set<String> found = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + holder.pid() + "/net/" + table))) {
                String[] parts = line.strip().split("\\s+");
                if (parts.length > 3 && parts[3].equals("0A")) {
                    found.add(parts[1]);
                }
            }
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        for (String name : holder.isAlive() ? containers() : List.<String>of()) {
            ask("rm", "--force", name);
        }
        holder.destroy();
        Shell.awaitEnd(holder);
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String mount = line.split(" ")[1];
            if (mount.startsWith(home + "/")) {
                Shell.run("umount --lazy \"$1\"", mount);
            }
        }
        Shell.run("rm -rf --one-file-system \"$1\"", home.toString());
    }
}
