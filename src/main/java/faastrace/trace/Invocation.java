package faastrace.trace;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The bounds of one request inside a recording.
 *
 * @param id the call id
 * @param startNanos nanoseconds on the samples' clock
 * @param endNanos the same, not before the start; the first moment that is no part of it
 * @param pid the process that served it, if known
 * @param tid the thread that served it, if one thread did
 * @param children processes that it started, which work for it too
 * @param overlap whether its thread, or without one its process, served other requests meanwhile, so that samples can't
 *     be told apart
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

    /** One that started no processes. */
    public Invocation(String id, long startNanos, long endNanos, OptionalInt pid, OptionalInt tid, boolean overlap) {
        this(id, startNanos, endNanos, pid, tid, Set.of(), overlap);
    }

    /**
     * Whether the sample lies in these bounds and was taken of this invocation's thread, or else of its process or its
     * children. The end itself is outside, so that of two invocations in a row only one holds a sample.
     */
    public boolean holds(Sample sample) {
        return holds(sample.timeNanos(), sample.pid(), sample.tid());
    }

    /** The same for a sample of that time, process and thread. */
    public boolean holds(long nanos, int process, int thread) {
        return nanos >= startNanos && nanos < endNanos && served(process, thread);
    }

    private boolean served(int sampledProcess, int sampledThread) {
        if (tid.isPresent()) {
            return sampledThread == tid.getAsInt();
        }
        // Plain perf script prints one number only: the thread's, which is the process's for its first thread.
        int process = sampledProcess == -1 ? sampledThread : sampledProcess;
        return pid.isEmpty() || process == pid.getAsInt() || children.contains(process);
    }
}
