package faastrace.trace;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The bounds of one invocation inside a recording.
 *
 * @param id the call id
 * @param startNanos the start in nanoseconds, on the clock of the samples
 * @param endNanos the end in nanoseconds (exclusive), at or after the start
 * @param pid the process that served the invocation, if known
 * @param tid the thread that served the invocation, if a single thread did
 * @param children the processes that the invocation started; their samples belong to the invocation, too
 * @param overlap whether the same thread (or, if the thread is not known, the same process) served other invocations at
 *     the same time; if so, the samples of these invocations can't be told apart
 * @param times how the time was spent, as far as it was measured
 * @param givenContext the trace context that the caller sent, if any
 */
public record Invocation(
        String id,
        long startNanos,
        long endNanos,
        OptionalInt pid,
        OptionalInt tid,
        Set<Integer> children,
        boolean overlap,
        InvocationTimes times,
        Optional<TraceContext> givenContext) {
    public Invocation {
        children = Set.copyOf(children);
        Objects.requireNonNull(id);
        Objects.requireNonNull(pid);
        Objects.requireNonNull(tid);
        Objects.requireNonNull(times);
        Objects.requireNonNull(givenContext);
    }

    /** Creates an invocation whose times and trace context are unknown. */
    public Invocation(
            String id,
            long startNanos,
            long endNanos,
            OptionalInt pid,
            OptionalInt tid,
            Set<Integer> children,
            boolean overlap) {
        this(id, startNanos, endNanos, pid, tid, children, overlap, InvocationTimes.UNKNOWN, Optional.empty());
    }

    /** Creates an invocation that started no processes, and whose times and trace context are unknown. */
    public Invocation(String id, long startNanos, long endNanos, OptionalInt pid, OptionalInt tid, boolean overlap) {
        this(id, startNanos, endNanos, pid, tid, Set.of(), overlap);
    }

    /** The trace context that the caller sent, or else the one derived from the call id. */
    public TraceContext context() {
        return givenContext.orElseGet(() -> TraceContext.derived(id));
    }

    /** The time from the start to the end. */
    public long durationNanos() {
        return endNanos - startNanos;
    }

    /**
     * The part of the duration in which the invocation was neither on a processor nor ready to run; absent if it is
     * unknown.
     */
    public OptionalLong waitingNanos() {
        return times.waitingNanos(durationNanos());
    }

    /**
     * Whether the sample was taken between this invocation's start and end, and in this invocation's thread. If the
     * thread is not known, the invocation's process and children count instead. The end is exclusive, so that a sample
     * at the boundary of two consecutive invocations belongs to only one of them.
     */
    public boolean holds(Sample sample) {
        return holds(sample.timeNanos(), sample.pid(), sample.tid());
    }

    /** Like {@link #holds(Sample)}, for a sample with the given time, process and thread. */
    public boolean holds(long nanos, int process, int thread) {
        return nanos >= startNanos && nanos < endNanos && served(process, thread);
    }

    private boolean served(int sampledProcess, int sampledThread) {
        if (tid.isPresent()) {
            return sampledThread == tid.getAsInt();
        }
        // By default, perf script prints only the thread id. A process's first thread has the id of the process.
        int process = sampledProcess == -1 ? sampledThread : sampledProcess;
        return pid.isEmpty() || process == pid.getAsInt() || children.contains(process);
    }
}
