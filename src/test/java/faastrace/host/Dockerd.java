package faastrace.host;

import faastrace.Means;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real dockerd on its own socket. It can be stopped and restarted. It has its own settings in {@code /etc/docker},
 * which is a mount that no other process sees.
 */
public final class Dockerd {
    private static final String IMAGE = "faas-trace-test";

    /** Options for an engine without its own network. It uses no bridge, so this machine's network does not change. */
    private static final List<String> WITHOUT_BRIDGE =
            List.of("--iptables=false", "--ip6tables=false", "--bridge=none", "--storage-driver=overlay2");

    private final Path home = Files.createTempDirectory("faas-trace-dockerd");
    private final boolean network;
    private final Machine machine;
    private Process process;

    /** Creates an engine whose containers use this machine's programs and network. */
    public Dockerd() throws IOException {
        this(false);
    }

    /**
     * Creates an engine. With its own network, the engine is like a freshly installed engine: it has a bridge and
     * packet filter rules.
     */
    public Dockerd(boolean network) throws IOException {
        this.network = network;
        Means.require("dockerd", "docker", "runc", "perf");
        Means.requireRoot();
        Commands.run("chmod", "711", home.toString()); // so that other users get "permission denied" for the socket
        Files.createDirectories(home.resolve("work"));
        machine = new Machine(home, network);
    }

    /** The path of one of this engine's files in {@code /etc/docker}. */
    public Path settings(String file) {
        return home.resolve("etc/docker").resolve(file);
    }

    /** The folder in which commands run. */
    public Path work() {
        return home.resolve("work");
    }

    public String engine() {
        return "docker --host " + host();
    }

    public String host() {
        return "unix://" + home + "/docker.sock";
    }

    /** Starts the engine. Returns true when it responds, or false if it has exited. */
    public boolean start(String... options) throws Exception {
        List<String> command = new ArrayList<>(machine.inside(home));
        command.add("dockerd");
        if (!network) {
            command.addAll(WITHOUT_BRIDGE);
        }
        command.addAll(List.of("--data-root", home + "/data", "--exec-root", home + "/run"));
        command.addAll(List.of("--pidfile", home + "/docker.pid", "--host", host()));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start();
        for (int i = 0; i < 300 && process.isAlive(); i++) {
            if (docker("version").code() == 0) {
                if (!network) {
                    importImage();
                }
                return true;
            }
            Thread.sleep(200);
        }
        return false;
    }

    public String log() throws IOException {
        return Files.readString(home.resolve("log"));
    }

    /** Imports an image that contains only empty folders. This machine's programs are mounted into its containers. */
    private void importImage() throws IOException {
        if (docker("image", "inspect", IMAGE).code() == 0) {
            return;
        }
        Path root = Files.createDirectories(home.resolve("root"));
        for (String folder : List.of("usr", "proc", "sys", "dev", "tmp", "etc")) {
            Files.createDirectories(root.resolve(folder));
        }
        for (String link : List.of("bin", "sbin", "lib", "lib64")) {
            Files.createSymbolicLink(root.resolve(link), Path.of("usr", link));
        }
        Files.copy(Path.of("/etc/ld.so.cache"), root.resolve("etc/ld.so.cache"));
        Commands.run("chmod", "1777", root.resolve("tmp").toString());
        Commands.run("tar", "-C", root.toString(), "-cf", home + "/root.tar", ".");
        Commands.Result result = docker("import", home + "/root.tar", IMAGE);
        if (result.code() != 0) {
            throw new IllegalStateException(result.err());
        }
    }

    public Commands.Result docker(String... words) {
        List<String> command = new ArrayList<>(List.of(engine().split(" ")));
        command.addAll(List.of(words));
        return Commands.run(command, Map.of(), 60);
    }

    /** Runs a command to completion in a container, as a user without capabilities. */
    public Commands.Result run(List<String> options, String... command) {
        List<String> words = new ArrayList<>(List.of("run", "--rm"));
        words.addAll(container(options));
        words.addAll(List.of(command));
        return docker(words.toArray(String[]::new));
    }

    /** Starts a container with this name. */
    public void start(String name, List<String> options, String... command) {
        List<String> words = new ArrayList<>(List.of("run", "--detach", "--name", name));
        words.addAll(container(options));
        words.addAll(List.of(command));
        Commands.Result result = docker(words.toArray(String[]::new));
        if (result.code() != 0) {
            throw new IllegalStateException(result.err());
        }
    }

    private static List<String> container(List<String> options) {
        List<String> words = new ArrayList<>(List.of("--network", "host", "--volume", "/usr:/usr:ro"));
        words.addAll(List.of("--user", "12000", "--cap-drop", "all", "--tmpfs", "/tmp"));
        words.addAll(List.of("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4096:4096"));
        words.addAll(options);
        words.add(IMAGE);
        return words;
    }

    /** Runs faas-trace in the engine's mount namespace, where it sees the same files as the engine. */
    public Commands.Result faasTrace(String... arguments) {
        List<String> command = machine.inside(work());
        command.addAll(program(arguments));
        return Commands.run(command, Map.of(), 60);
    }

    private static List<String> program(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.add("faastrace.cli.Main");
        command.addAll(List.of(arguments));
        return command;
    }

    /** A faas-trace command as a shell command line. */
    public String commandLine(String... arguments) {
        return String.join(" ", program(arguments));
    }

    /** Runs a shell command in the engine's mount namespace, where it sees the same files as the engine. */
    public Commands.Result shell(String line) {
        return shell(line, Map.of(), 60);
    }

    /** Runs a shell command with additional variables and a time limit. */
    public Commands.Result shell(String line, Map<String, String> environment, int seconds) {
        List<String> command = machine.inside(work());
        command.addAll(List.of("bash", "-c", line));
        return Commands.run(command, environment, seconds);
    }

    public void stop() throws Exception {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** Stops the engine and removes its files. */
    public void close() throws Exception {
        if (process != null && process.isAlive()) {
            docker("ps", "--quiet").out().lines().forEach(id -> docker("rm", "--force", id));
        }
        stop();
        machine.close();
        Commands.run(List.of("rm", "-rf", "--one-file-system", home.toString()), Map.of(), 300);
    }
}
