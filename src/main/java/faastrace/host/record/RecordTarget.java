package faastrace.host.record;

import faastrace.host.EngineReply;
import faastrace.host.EngineSearch;
import faastrace.problem.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The processes that perf is attached to.
 *
 * @param options the options of {@code perf record} that select the processes
 * @param label the function's name in the trace, unless the user sets one
 * @param pids the ids of the processes; empty for a control group
 */
record RecordTarget(List<String> options, String label, List<Long> pids) {
    private static final Path ROOT = Path.of("/");

    static RecordTarget of(RecordRequest request) {
        if (request.container().isPresent()) {
            return container(request.container().get(), request.engine());
        }
        if (request.group().isPresent()) {
            String group = Cgroups.of(ROOT).named(request.group().get());
            return group(group, group.substring(group.lastIndexOf('/') + 1));
        }
        return process(request.process().orElseThrow());
    }

    private static RecordTarget container(String container, Optional<String> engine) {
        Cgroups groups = Cgroups.of(ROOT);
        String group = groups.find(container).orElseGet(() -> groupOf(EngineSearch.running(container, engine), groups));
        return group(group, container);
    }

    /** Only the engines know containers by name. */
    private static String groupOf(EngineReply running, Cgroups groups) {
        return groups.find(running.pid())
                .orElseThrow(() -> new Problem(
                        running.name(),
                        "runs that container, but not on this machine: process " + running.pid()
                                + " does not exist here with a control group of its own",
                        "run this as root on the machine where the engine runs, not in a container; if the engine runs"
                                + " in a virtual machine, run this in that virtual machine"));
    }

    /** Events of control groups are counted per processor, so all processors are recorded. */
    private static RecordTarget group(String group, String label) {
        return new RecordTarget(List.of("--all-cpus", "--cgroup", group), label, List.of());
    }

    private static RecordTarget process(long pid) {
        ProcessHandle process = ProcessHandle.of(pid)
                .orElseThrow(
                        () -> new Problem("--pid " + pid, "there is no such process", "find its id with ps or pgrep"));
        List<Long> pids = new ArrayList<>(List.of(pid));
        process.descendants().forEach(child -> pids.add(child.pid()));
        return processes(pids, "pid-" + pid);
    }

    private static RecordTarget processes(List<Long> pids, String label) {
        String list = pids.stream().map(String::valueOf).collect(Collectors.joining(","));
        return new RecordTarget(List.of("--pid", list), label, pids);
    }

    /**
     * Without the processes that have ended, because perf rejects a list that has one of them. Adds no new processes,
     * otherwise a process that keeps starting short children could never be recorded.
     */
    RecordTarget withoutEnded() {
        return processes(
                pids.stream().filter(pid -> ProcessHandle.of(pid).isPresent()).toList(), label);
    }
}
