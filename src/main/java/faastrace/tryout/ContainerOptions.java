package faastrace.tryout;

import faastrace.problem.Problem;
import faastrace.project.settings.PatchSettings;
import faastrace.project.settings.Setting;
import faastrace.tryout.build.TriedFunction;
import faastrace.tryout.engine.Engine;
import faastrace.tryout.engine.HostAddress;
import faastrace.tryout.engine.RunFolder;
import faastrace.tryout.engine.TryoutListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options of the engine's command that starts the function's container. */
final class ContainerOptions {
    private static final String SECRETS = ".secrets";
    private static final String MOUNTED_SECRETS = "/var/openfaas/secrets";
    private static final String MOUNTED_TOKEN = "/run/faas-trace-token";
    private static final String FREQUENCY = "999";
    private static final long MOST_SECRET_BYTES = 1 << 20;

    private final TriedFunction function;
    private final RunFolder run;
    private final HostAddress reach;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> words = new ArrayList<>();
    private List<String> last = List.of();

    ContainerOptions(TriedFunction function, RunFolder run, HostAddress reach) {
        this.function = function;
        this.run = run;
        this.reach = reach;
        words.addAll(List.of("run", "--detach", "--name", name(), "--hostname", hostname(function)));
        words.addAll(Engine.mark(run.id()));
        environment.putAll(function.environment());
        environment.put("OPENFAAS_NAME", function.name());
        environment.put("OPENFAAS_NAMESPACE", "openfaas-fn");
        environment.put("jwt_auth_local", "true");
        if (function.isReadOnly()) {
            words.addAll(List.of("--read-only", "--tmpfs", "/tmp"));
        }
    }

    private static String hostname(TriedFunction function) {
        return function.name().replaceAll("[^A-Za-z0-9-]", "-");
    }

    String name() {
        return run.containerName();
    }

    String port() {
        return function.port();
    }

    boolean sharesNetwork() {
        return reach.sharesNetwork();
    }

    /** Runs the container under a seccomp profile. */
    ContainerOptions profile(Path profile) {
        words.addAll(List.of("--security-opt", "seccomp=" + profile));
        return this;
    }

    /** For each request that asks for a trace, sends one to the collector under the function's name. */
    ContainerOptions collector(int port, Path token) {
        words.addAll(List.of("--volume", token + ":" + MOUNTED_TOKEN + ":ro,z"));
        environment.put("FAAS_TRACE_URL", reach.url(port));
        environment.put("FAAS_TRACE_TOKEN_FILE", MOUNTED_TOKEN);
        environment.put("FAAS_TRACE_NAME", function.name());
        environment.put("FAAS_TRACE_HEADER", "on");
        environment.put("FAAS_TRACE_HEADER_RATE", "100");
        environment.put("FAAS_TRACE_PROXY", "off");
        return this;
    }

    /** Samples more often than in production, because there may be only a few invocations of a few milliseconds. */
    ContainerOptions frequency(PatchSettings settings) {
        if (!settings.changedByName().containsKey("frequency")) {
            environment.putIfAbsent(Setting.FREQUENCY.variable(), FREQUENCY);
        }
        return this;
    }

    /** Sets the process that the watchdog starts. If the function sets none, it is the template's process. */
    ContainerOptions process(Optional<String> ofTemplate) {
        function.process().or(() -> ofTemplate).ifPresent(process -> environment.put("fprocess", process));
        return this;
    }

    /**
     * Mounts the function's secrets where faas-cli local-run mounts them. Unlike faas-cli, mounts only the secrets of
     * this function, and mounts copies that any user can read.
     */
    ContainerOptions secrets(Path root, TryoutListener listener) {
        Path copies = run.file("secrets");
        for (String name : function.secrets()) {
            Path file = root.resolve(SECRETS).resolve(name).normalize();
            boolean isThere = file.startsWith(root.resolve(SECRETS).normalize())
                    && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
            if (isThere) {
                copy(file, copies.resolve(name));
            } else {
                listener.note("The function runs without the secret " + name
                        + ". If the function needs the secret, write" + " the value to " + SECRETS + "/" + name);
            }
        }
        if (Files.isDirectory(copies)) {
            words.addAll(List.of("--volume", copies + ":" + MOUNTED_SECRETS + ":ro,z"));
        }
        return this;
    }

    private static void copy(Path file, Path to) {
        try {
            if (Files.size(file) > MOST_SECRET_BYTES) {
                throw new Problem(file.toString(), "is larger than 1 MiB", "check that it is the file you mean");
            }
            Files.createDirectories(to.getParent());
            Files.copy(file, to);
        } catch (IOException e) {
            throw Problem.of(file, e);
        }
        if (!to.toFile().setReadable(true, false)) {
            throw new Problem(to.toString(), "can't be made readable", "check the file system");
        }
    }

    /** Adds the user's own options, which take precedence, and the image. */
    ContainerOptions last(List<String> options, String image) {
        last = new ArrayList<>(options);
        last.add(image);
        return this;
    }

    /** @param own the port on this machine that the watchdog itself listens on; 0 if the engine publishes the port */
    List<String> words(int own) {
        List<String> all = new ArrayList<>(words);
        Map<String, String> variables = new LinkedHashMap<>(environment);
        if (own == 0) {
            all.addAll(List.of("--publish", "127.0.0.1::" + function.port()));
        } else {
            variables.put("port", String.valueOf(own));
        }
        variables.forEach((name, value) -> all.addAll(List.of("--env", name + "=" + value)));
        all.addAll(last);
        return all;
    }
}
