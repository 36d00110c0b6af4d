package faastrace.host.record;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command lines of perf for a recording.
 *
 * <p>For waits, perf takes a sample whenever a thread leaves its processor. This event is in a group with the clock's
 * event, as in the agent, so it is recorded for the same processes. The records of switches say why a thread left its
 * processor, and when it got one again. With a control group, perf records the switches of all threads of the machine.
 *
 * @param perf perf's path or name
 */
record PerfCommands(String perf, RecordRequest request) {
    /**
     * The maximum size of perf's file with waits, or with another event than CPU time. It is limited because threads may
     * switch 100,000 times a second, and other events may happen as often.
     */
    static final int MOST_MEGABYTES = 256;

    /** The name of the event of waits. perf itself must not have an event of this name. */
    private static final String WAITS = "waits";

    /**
     * In many functions that wait, the C library uses the frame pointer for something else. So perf copies the top of
     * the stack, and finds the callers with the tables for exceptions.
     */
    private static final String SWITCHES =
            "context-switches/period=1,name=" + WAITS + ",call-graph=dwarf,stack-size=4096/";

    /** The pages of each processor's buffer. With copies of stacks, 16 pages would be full after a few switches. */
    private static final int PAGES = 16;

    private static final int PAGES_WITH_WAITS = 512;

    /** Records the target into the file {@code data}. */
    List<String> record(RecordTarget target, Path data) {
        boolean each = request.recordsEach();
        String event = request.event().orElse("cpu-clock") + (request.kernelFrames() ? "" : ":u");
        int pages = request.waits() || each ? PAGES_WITH_WAITS : PAGES;
        List<String> command = new ArrayList<>(List.of(perf, "record", "-B", "-N", "--no-bpf-event"));
        command.addAll(List.of("-k", "CLOCK_MONOTONIC", "-m", String.valueOf(pages), "--call-graph", "fp"));
        command.addAll(List.of("--sample-cpu", "-e", request.waits() ? "{" + event + "," + SWITCHES + "}" : event));
        if (request.waits() || request.event().isPresent()) {
            command.add("--max-size=" + MOST_MEGABYTES + "M");
        }
        if (request.waits()) {
            // With -d, perf also records where the data of files is mapped, which includes the tables for exceptions.
            command.addAll(List.of("-d", "--switch-events"));
            if (!request.kernelFrames()) {
                command.add("--user-callchains");
            }
        }
        command.addAll(each ? List.of("-c", "1") : List.of("-F", String.valueOf(request.frequency())));
        command.addAll(List.of("-o", data.toString()));
        command.addAll(target.options());
        command.addAll(List.of("--", "sleep", String.valueOf(request.seconds())));
        return command;
    }

    /** Prints the file {@code data} as text. */
    List<String> script(Path data) {
        List<String> command = new ArrayList<>(List.of(perf, "script", "--header", "--ns", "--no-inline"));
        if (request.waits()) {
            command.addAll(List.of("--show-switch-events", "--show-task-events", "--show-lost-events"));
        }
        // These are the same columns, in the same order, as in the agent's traces, so that every reader can read both.
        command.addAll(List.of("-F", "comm,pid,tid,cpu,time,period,event,ip,sym,dso", "-i", data.toString()));
        return command;
    }
}
