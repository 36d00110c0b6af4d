package faastrace.documented;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.ClusterTools;
import faastrace.Means;
import faastrace.cli.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The environment for the examples of one page. It has its own home folder, its own files of the machine, its own
 * function repository, and stand-ins for commands.
 */
final class Stage implements AutoCloseable {
    /** Stand-ins for commands that need a daemon, a cluster or root. */
    static final Path STAND_INS = Path.of("src/test/sh/documented").toAbsolutePath();

    /** The files in the folder of stand-ins that are not themselves stand-ins for commands. */
    static final List<String> HELPERS = List.of("lib.sh", "containers");

    /** The exit status of a script that lacks a dependency. */
    private static final int MISSING = 75;

    private final String page;
    private final Path folder;
    private final Path work;
    private final Shell shell;
    private final Gateway gateway;
    private final UnaryOperator<String> replacing;

    Stage(Path folder, String page) throws IOException {
        this.page = page;
        this.folder = folder;
        Sandbox sandbox = Sandbox.in(folder);
        work = sandbox.project();
        Scenery.build(sandbox, folder, page);
        bin();
        home();
        int port = freePort();
        gateway = new Gateway(port, folder);
        shell = new Shell(work, folder.resolve("output"), environment(port));
        replacing = Rules.replacing(port, gateway.port(), folder.toString());
    }

    private void bin() throws IOException {
        Path bin = folder.resolve("bin");
        Sandbox.copy(STAND_INS, bin);
        Files.createSymbolicLink(bin.resolve("podman"), bin.resolve("docker"));
        Files.createSymbolicLink(work.resolve("faas-trace"), bin.resolve("faas-trace"));
    }

    /** Configures git with a user name, and curl so that HTTP errors fail an example. */
    private void home() throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.writeString(home.resolve(".gitconfig"), "[user]\n\tname = somebody\n\temail = somebody@example.com\n");
        Files.writeString(home.resolve(".curlrc"), "fail\nsilent\nshow-error\n");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Map<String, String> environment(int port) {
        Map<String, String> own = System.getenv();
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", folder.resolve("bin") + ":" + own.get("PATH"));
        environment.put("HOME", folder.resolve("home").toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("STAGE", folder.toString());
        environment.put("CHECKOUT", Path.of("").toAbsolutePath().toString());
        environment.put(
                "JAVA", Path.of(System.getProperty("java.home"), "bin/java").toString());
        environment.put("CLASSES", System.getProperty("java.class.path"));
        environment.put("COLLECTOR_PORT", String.valueOf(port));
        // Without Go's build cache, the demo would compile Go's standard library again.
        environment.put("GOCACHE", own.getOrDefault("GOCACHE", System.getProperty("user.home") + "/.cache/go-build"));
        if (Rules.CLUSTER.contains(page)) {
            environment.put("CLUSTER_TOOLS", ClusterTools.program().toString());
        }
        environment.put("FAAS_TRACE_PYTHON", own.getOrDefault("FAAS_TRACE_PYTHON", ""));
        environment.values().removeIf(String::isEmpty);
        return environment;
    }

    /** Runs the setup for the page, if it has one. */
    void prepare() {
        Shell.Result result = shell.run(Rules.BEFORE.getOrDefault(page, ":"));
        if (result.status() == MISSING) {
            Means.missing(result.output().strip(), "see " + page);
        }
        assertThat(result.status())
                .as("before " + page + ":\n" + result.output())
                .isZero();
    }

    /** Runs the checks for the results of the page's examples, if there are any. */
    void inspect() {
        Shell.Result result = shell.run(Rules.AFTER.getOrDefault(page, ":"));
        assertThat(result.status())
                .as("what came of " + page + ":\n" + Rules.AFTER.get(page) + "\n" + result.output())
                .isZero();
    }

    /** Runs a block, or only checks its syntax if it can't be run. Returns its output. */
    String run(Block block) throws IOException {
        StringBuilder printed = new StringBuilder();
        for (Block.Step step : block.steps()) {
            boolean runs = Rules.runs(block);
            String text = replacing.apply(step.command());
            Shell.Result result = runs ? shell.run(text) : shell.check(text);
            String what = block + " " + (runs ? "is run" : "is read") + ":\n" + step.command() + "\nIt printed:\n"
                    + result.output();
            assertThat(result.status()).as(what).isZero();
            if (runs) {
                shows(what, result.output(), step.shown());
            }
            printed.append(result.output());
        }
        readManifests(block);
        return printed.toString();
    }

    /** Checks that the output contains the shown lines in the same order. Other lines may be between them. */
    static void shows(String what, String printed, List<String> shown) {
        List<String> rest = printed.lines().toList();
        for (String line : shown) {
            Pattern pattern = Rules.like(line);
            int at = 0;
            while (at < rest.size() && !pattern.matcher(rest.get(at)).matches()) {
                at++;
            }
            assertThat(at)
                    .as(what + "\nThe page shows this line, but it was not printed after the previous one: " + line)
                    .isLessThan(rest.size());
            rest = rest.subList(at + 1, rest.size());
        }
    }

    /** Checks that everything passed to {@code kubectl apply} is a list of objects with a kind and a name. */
    private void readManifests(Block block) throws IOException {
        Path applied = folder.resolve("applied");
        if (!Files.exists(applied)) {
            return;
        }
        try (Stream<Path> files = Files.list(applied)) {
            for (Path file : files.toList()) {
                Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
                for (Object document : yaml.loadAll(Files.readString(file))) {
                    Map<?, ?> object = (Map<?, ?>) document;
                    assertThat(object.get("kind")).as(block + " " + object).isNotNull();
                    assertThat(((Map<?, ?>) object.get("metadata")).get("name"))
                            .as(block + " " + object)
                            .isNotNull();
                }
            }
        }
    }

    /** Stops all commands that are still running, like Ctrl+C. */
    @Override
    public void close() throws IOException {
        Shell.Result end = shell.run("containers stop; faas-trace stop-collect");
        gateway.close();
        Scenery.unlink(work);
        assertThat(end.status()).as("the collector ends:\n" + end.output()).isZero();
    }
}
