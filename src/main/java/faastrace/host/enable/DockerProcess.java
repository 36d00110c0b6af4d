package faastrace.host.enable;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A dockerd process that runs on this machine, not in one of its containers. */
record DockerProcess(Path folder) {
    /**
     * Finds the dockerd process that the engine's command reaches.
     *
     * @param address the address at which the command reaches its engine; only used if more than one dockerd is running
     */
    static Optional<DockerProcess> find(Path root, Supplier<Optional<String>> address) {
        List<DockerProcess> running = running(root.resolve("proc"));
        if (running.size() < 2) {
            return running.stream().findFirst();
        }
        List<String> sockets = sockets(root.resolve("proc/net/unix"), address.get());
        List<DockerProcess> reached =
                running.stream().filter(process -> process.holds(sockets)).toList();
        if (reached.size() != 1) {
            throw new Problem(
                    "dockerd",
                    "more than one dockerd is running on this machine: "
                            + running.stream().map(DockerProcess::shown).collect(Collectors.joining(", ")),
                    "run this as root, and choose a dockerd with --engine 'docker --host unix:///PATH/docker.sock'");
        }
        return Optional.of(reached.get(0));
    }

    private static List<DockerProcess> running(Path proc) {
        try (Stream<Path> entries = Files.list(proc)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
                    .map(DockerProcess::new)
                    .filter(process -> process.read("comm").equals("dockerd\n") && !process.isInContainer())
                    .toList();
        } catch (IOException noProcesses) {
            return List.of();
        }
    }

    /** A process in a container has a second process id, in the container's PID namespace. */
    private boolean isInContainer() {
        return read("status")
                .lines()
                .anyMatch(line -> line.startsWith("NSpid:") && line.strip().split("\\s+").length > 2);
    }

    private static List<String> sockets(Path list, Optional<String> address) {
        String path = address.filter(text -> text.startsWith("unix://"))
                .map(text -> text.substring("unix://".length()))
                .orElse("");
        return text(list)
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(parts -> parts.length == 8 && withoutVar(parts[7]).equals(withoutVar(path)))
                .map(parts -> "socket:[" + parts[6] + "]")
                .toList();
    }

    /** On nearly all systems, /var/run is a link to /run. */
    private static String withoutVar(String path) {
        return path.startsWith("/var/run/") ? path.substring("/var".length()) : path;
    }

    private boolean holds(List<String> sockets) {
        try (Stream<Path> descriptors = Files.list(folder.resolve("fd"))) {
            return descriptors.anyMatch(descriptor -> sockets.contains(target(descriptor)));
        } catch (IOException mayNot) {
            return false;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException gone) {
            return "";
        }
    }

    /** Whether systemd started this dockerd, and will restart it with the unit's command line. */
    boolean isService() {
        return read("cgroup").contains("docker.service");
    }

    List<CommandLineWord> words() {
        return Arrays.stream(read("cmdline").split("\0"))
                .map(word -> new CommandLineWord(word, "the command line of dockerd, " + shown()))
                .toList();
    }

    private String shown() {
        return "process " + folder.getFileName();
    }

    private String read(String file) {
        return text(folder.resolve(file));
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
    }
}
