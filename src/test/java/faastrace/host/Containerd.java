package faastrace.host;

import com.google.gson.Gson;
import faastrace.Means;
import faastrace.host.seccomp.Architecture;
import faastrace.host.seccomp.EngineRelease;
import faastrace.host.seccomp.SeccompContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A real containerd on its own socket, used through ctr. Its image runs as a user that Pod Security allows for
 * functions. The programs in the image are those of this machine.
 */
public final class Containerd {
    /** Options that remove all capabilities that containerd gives a container by default. */
    public static final List<String> NO_CAPABILITIES = SeccompContext.USUAL.stream()
            .sorted()
            .flatMap(name -> List.of("--cap-drop", name).stream())
            .toList();

    private static final String IMAGE = "docker.io/library/faas-trace-test:1";
    private static final String USER = "12000";
    private static final int SECONDS = 60;

    private final Path home = Files.createTempDirectory("faas-trace-containerd");
    private final Process process;
    private int containers;

    public Containerd() throws Exception {
        Means.require("containerd", "ctr", "runc", "perf");
        Means.requireRoot();
        process = start();
        importImage();
    }

    private Process start() throws Exception {
        // Disables the plugin that only Kubernetes uses, because it would look for a network.
        Path settings = Files.writeString(home.resolve("config.toml"), """
                version = 2
                root = "HOME/root"
                state = "HOME/state"
                disabled_plugins = ["io.containerd.grpc.v1.cri"]
                [grpc]
                address = "HOME/containerd.sock"
                [ttrpc]
                address = "HOME/containerd.sock.ttrpc"
                """.replace("HOME", home.toString()));
        Process started = new ProcessBuilder("containerd", "--config", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start();
        for (int i = 0; i < 300 && started.isAlive() && ctr("version").code() != 0; i++) {
            Thread.sleep(200);
        }
        return started;
    }

    /** Imports an image that contains only folders. Its archive has the format that docker save writes. */
    private void importImage() throws Exception {
        Path root = Files.createDirectories(home.resolve("image"));
        for (String folder : List.of("usr", "proc", "sys", "dev", "tmp", "etc", "run", "mnt")) {
            Files.createDirectories(root.resolve(folder));
        }
        for (String link : List.of("bin", "sbin", "lib", "lib64")) {
            Files.createSymbolicLink(root.resolve(link), Path.of("usr", link));
        }
        Commands.run("chmod", "1777", root.resolve("tmp").toString());
        Files.copy(Path.of("/etc/ld.so.cache"), root.resolve("etc/ld.so.cache"));
        Path layer = home.resolve("layer.tar");
        Commands.run("tar", "-C", root.toString(), "-cf", layer.toString(), ".");
        String sum =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(layer)));
        Map<String, Object> layers = Map.of("type", "layers", "diff_ids", List.of("sha256:" + sum));
        String machine = Architecture.ofThisMachine().name();
        write(
                "config.json",
                Map.of("architecture", machine, "os", "linux", "config", Map.of("User", USER), "rootfs", layers));
        write(
                "manifest.json",
                List.of(Map.of("Config", "config.json", "RepoTags", List.of(IMAGE), "Layers", List.of("layer.tar"))));
        String all = home + "/image.tar";
        Commands.run("tar", "-C", home.toString(), "-cf", all, "manifest.json", "config.json", "layer.tar");
        Commands.Result result = ctr("images", "import", "--snapshotter", "native", all);
        if (result.code() != 0) {
            throw new IllegalStateException(result.err() + Files.readString(home.resolve("log")));
        }
    }

    private void write(String name, Object json) throws IOException {
        Files.writeString(home.resolve(name), new Gson().toJson(json));
    }

    Commands.Result ctr(String... words) {
        List<String> command = new ArrayList<>(List.of("ctr", "--address", home + "/containerd.sock"));
        command.addAll(List.of(words));
        return Commands.run(command, Map.of(), SECONDS);
    }

    /** The server's version. */
    public EngineRelease release() {
        String said = ctr("version").out();
        return EngineRelease.of(said.substring(said.indexOf("Server:")).replaceAll("(?s).*?Version: +(\\S+).*", "$1"));
    }

    /** Runs a command to completion as the image's user, without new privileges. It can write only to /tmp. */
    public Commands.Result run(List<String> options, String... command) {
        List<String> words =
                new ArrayList<>(List.of("run", "--rm", "--snapshotter", "native", "--net-host", "--read-only"));
        words.addAll(List.of("--mount", "type=bind,src=/usr,dst=/usr,options=rbind:ro"));
        words.addAll(List.of("--mount", "type=tmpfs,src=tmpfs,dst=/tmp,options=mode=1777"));
        words.addAll(options);
        words.addAll(List.of(IMAGE, "test-" + ProcessHandle.current().pid() + "-" + ++containers));
        words.addAll(List.of(command));
        return ctr(words.toArray(String[]::new));
    }

    public void close() throws Exception {
        process.destroy();
        process.waitFor();
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String mount = line.split(" ")[1];
            if (mount.startsWith(home + "/")) {
                Commands.run("umount", "--lazy", mount);
            }
        }
        Commands.run("rm", "-rf", "--one-file-system", home.toString());
    }
}
