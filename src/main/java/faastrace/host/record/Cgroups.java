package faastrace.host.record;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The control groups of processes, in the hierarchy that perf uses. If a version 1 hierarchy with the controller
 * {@code perf_event} is mounted, perf uses that hierarchy, otherwise version 2. A machine may have both versions.
 */
final class Cgroups {
    private static final Pattern ID = Pattern.compile("(?:.*[-:])?([0-9a-f]{64})(?:\\.scope)?");
    private static final Pattern SHORT_ID = Pattern.compile("[0-9a-f]{12,64}");
    private static final Pattern MONITOR = Pattern.compile(".*\\bconmon\\b.*");

    private final Path root;
    private final Mount mount;

    /**
     * The mounted hierarchy.
     *
     * @param path the mount point
     * @param controller the controller whose line in {@code /proc/PID/cgroup} applies; empty for version 2
     */
    record Mount(String path, String controller) {}

    private Cgroups(Path root, Mount mount) {
        this.root = root;
        this.mount = mount;
    }

    /** @param root the root of the machine's file system */
    static Cgroups of(Path root) {
        try {
            return new Cgroups(root, mount(Files.readString(root.resolve("proc/self/mounts"))));
        } catch (IOException e) {
            throw Problem.of(root.resolve("proc/self/mounts"), e);
        }
    }

    /** @param mounts the content of {@code /proc/self/mounts} */
    static Mount mount(String mounts) {
        Optional<Mount> second = Optional.empty();
        for (String line : mounts.lines().toList()) {
            String[] parts = line.split(" ");
            if (parts[2].equals("cgroup") && Arrays.asList(parts[3].split(",")).contains("perf_event")) {
                return new Mount(parts[1], "perf_event");
            }
            if (parts[2].equals("cgroup2") && second.isEmpty()) {
                second = Optional.of(new Mount(parts[1], ""));
            }
        }
        return second.orElseThrow(() -> new Problem(
                "/sys/fs/cgroup",
                "no control group hierarchy that perf can use is mounted",
                "record one process with --pid, or mount a hierarchy with 'mount -t cgroup -o perf_event none DIR'"));
    }

    /**
     * The group of a process.
     *
     * @param file the content of {@code /proc/PID/cgroup}
     */
    static Optional<String> group(String file, Mount mount) {
        return file.lines()
                .map(line -> line.split(":", 3))
                .filter(parts -> parts.length == 3)
                .filter(parts -> mount.controller().isEmpty()
                        ? parts[0].equals("0") && parts[1].isEmpty()
                        : Arrays.asList(parts[1].split(",")).contains(mount.controller()))
                .map(parts -> parts[2])
                .findFirst();
    }

    /**
     * The part of a group's path that belongs to a container, without deeper groups inside the container. Supports the
     * paths of Docker, Podman, containerd, CRI-O and faasd, with and without systemd: the container's id or name is one
     * step of the path, or the end of a step.
     */
    static Optional<String> ofContainer(String group, String wanted) {
        StringBuilder path = new StringBuilder();
        for (String step : group.split("/")) {
            if (step.isEmpty()) {
                continue;
            }
            path.append('/').append(step);
            if (!MONITOR.matcher(step).matches() && (step.equals(wanted) || hasId(step, wanted))) {
                return Optional.of(path.toString());
            }
        }
        return Optional.empty();
    }

    private static boolean hasId(String step, String wanted) {
        Matcher id = ID.matcher(step);
        return SHORT_ID.matcher(wanted).matches() && id.matches() && id.group(1).startsWith(wanted);
    }

    /**
     * Finds a container's group by the container's id or the beginning of the id. A name works only if a path contains
     * it.
     */
    Optional<String> find(String wanted) {
        Set<String> found = new TreeSet<>();
        for (Path process : processes()) {
            group(process).flatMap(group -> ofContainer(group, wanted)).ifPresent(found::add);
        }
        if (found.size() > 1) {
            throw new Problem(
                    "--container " + wanted,
                    "matches more than one control group: " + String.join(", ", found),
                    "use the container's whole id, or name one of these groups with --cgroup");
        }
        return found.stream().findFirst();
    }

    /** The group of a process. */
    Optional<String> find(long pid) {
        return group(root.resolve("proc/" + pid)).filter(group -> !group.equals("/"));
    }

    private Optional<String> group(Path process) {
        try {
            return group(Files.readString(process.resolve("cgroup")), mount);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private List<Path> processes() {
        try (Stream<Path> entries = Files.list(root.resolve("proc"))) {
            return new ArrayList<>(
                    entries.filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
                            .toList());
        } catch (IOException e) {
            throw Problem.of(root.resolve("proc"), e);
        }
    }

    /** Turns a group's path, in the file system or in the hierarchy, into the name that perf expects. */
    String named(String path) {
        String inside = path.startsWith(mount.path() + "/")
                ? path.substring(mount.path().length())
                : path.startsWith("/") ? path : "/" + path;
        if (inside.contains(",") || !Files.isDirectory(root.resolve((mount.path() + inside).substring(1)))) {
            throw new Problem(
                    "--cgroup " + path,
                    "is not a control group in " + mount.path() + ", the hierarchy that perf uses",
                    "use a path from /proc/PID/cgroup, or record one process with --pid");
        }
        return inside;
    }
}
