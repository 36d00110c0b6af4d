package faastrace.agent.hook;

import faastrace.Means;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A real control group in which processes get a fifth of a processor: 20 ms in every 100 ms. It uses the version of
 * cgroups that has the cpu controller on this machine.
 */
final class CpuLimit implements AutoCloseable {
    private final Path group;

    CpuLimit() throws IOException {
        Means.requireRoot();
        Path first = Path.of("/sys/fs/cgroup/cpu");
        boolean old = Files.exists(first.resolve("cpu.cfs_quota_us"));
        Path parent = old ? first : Path.of("/sys/fs/cgroup");
        if (!old) {
            Files.writeString(parent.resolve("cgroup.subtree_control"), "+cpu");
        }
        group = Files.createDirectory(
                parent.resolve("faas-trace-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime()));
        if (old) {
            Files.writeString(group.resolve("cpu.cfs_period_us"), "100000");
            Files.writeString(group.resolve("cpu.cfs_quota_us"), "20000");
        } else {
            Files.writeString(group.resolve("cpu.max"), "20000 100000");
        }
    }

    /** The file in which the kernel counts how long the group was throttled. */
    Path counts() {
        return group.resolve("cpu.stat");
    }

    /** Moves a process with all its threads into the group. */
    void add(long process) throws IOException {
        Files.writeString(group.resolve("cgroup.procs"), "" + process);
    }

    /** Removes the group. All processes of the group must have ended. */
    @Override
    public void close() throws IOException {
        for (int i = 0; i < 100 && !members().isEmpty(); i++) {
            LockSupport.parkNanos(50_000_000);
        }
        Files.delete(group);
    }

    private List<String> members() throws IOException {
        return Files.readAllLines(group.resolve("cgroup.procs"));
    }
}
