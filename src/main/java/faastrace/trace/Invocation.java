package faastrace.trace;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The bounds of one invocation inside a recording.
 *
 * @param id the call id
 * @param startNanos the start in nanoseconds, on the clock of the samples
 * @param endNanos the end in nanoseconds, not before the start; the first moment after the invocation
 * @param pid the process that served it, if known
 * @param tid the thread that served it, if it was a single thread
 * @param children the processes that it started, which also work for it
 * @param overlap whether its thread (or its process, if the thread is not known) served other invocations at the same
 *     time, so that their samples can't be told apart
 */
public record Invocation(
        String id,
        long startNanos,
        long endNanos,
        OptionalInt pid,
        OptionalInt tid,
        Set<Integer> children,
        boolean overlap) {
    public Invocation {
        children = Set.copyOf(children);
        Objects.requireNonNull(id);
        Objects.requireNonNull(pid);
        Objects.requireNonNull(tid);
    }

    /** Creates an invocation that started no processes. */
    public Invocation(String id, long startNanos, long endNanos, OptionalInt pid, OptionalInt tid, boolean overlap) {
        this(id, startNanos, endNanos, pid, tid, Set.of(), overlap);
    }

    /**
     * Whether the sample is inside these bounds and was taken of this invocation's thread or, if the thread is not
     * known, of its process or children. The end is exclusive, so that a sample at the boundary of two consecutive
     * invocations belongs to only one.
     */
    public boolean holds(Sample sample) {
        return holds(sample.timeNanos(), sample.pid(), sample.tid());
    }

    /** The same, for a sample with this time, process and thread. */
    public boolean holds(long nanos, int process, int thread) {
        return nanos >= startNanos && nanos < endNanos && served(process, thread);
    }

    private boolean served(int sampledProcess, int sampledThread) {
        if (tid.isPresent()) {
            return sampledThread == tid.getAsInt();
        }
        // By default, perf script prints only the thread id, which for the first thread is also the process id.
        int process = sampledProcess == -1 ? sampledThread : sampledProcess;
        return pid.isEmpty() || process == pid.getAsInt() || children.contains(process);
    }
}
