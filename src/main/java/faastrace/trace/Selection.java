package faastrace.trace;

import java.util.BitSet;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Selects samples of a trace. A criterion that is null or absent is ignored.
 *
 * @param event selects only this event
 * @param invocation selects only samples owned by an invocation with this id
 * @param command selects only threads with this name
 * @param pid selects only this process
 * @param tid selects only this thread
 * @param fromNanos selects only samples at or after this time, on the recording's clock
 * @param toNanos selects only samples before this time (exclusive, so that consecutive ranges never share a sample)
 * @param idle whether samples of idle CPUs are included
 */
public record Selection(
        @Nullable String event,
        @Nullable String invocation,
        @Nullable String command,
        OptionalInt pid,
        OptionalInt tid,
        long fromNanos,
        long toNanos,
        boolean idle) {
    /** Selects all samples. */
    public static final Selection ALL = new Selection(
            null, null, null, OptionalInt.empty(), OptionalInt.empty(), Long.MIN_VALUE, Long.MAX_VALUE, true);

    /** This selection, restricted to an event. */
    public Selection ofEvent(@Nullable String name) {
        return new Selection(name, invocation, command, pid, tid, fromNanos, toNanos, idle);
    }

    /** This selection, restricted to an invocation. */
    public Selection ofInvocation(@Nullable String id) {
        return new Selection(event, id, command, pid, tid, fromNanos, toNanos, idle);
    }

    /** This selection, restricted to a thread name, process and thread. */
    public Selection ofThread(@Nullable String name, OptionalInt process, OptionalInt thread) {
        return new Selection(event, invocation, name, process, thread, fromNanos, toNanos, idle);
    }

    /** This selection, restricted to the times from {@code from} (inclusive) to {@code to} (exclusive). */
    public Selection within(long from, long to) {
        return new Selection(event, invocation, command, pid, tid, from, to, idle);
    }

    /** This selection, without samples of idle CPUs. */
    public Selection withoutIdle() {
        return new Selection(event, invocation, command, pid, tid, fromNanos, toNanos, false);
    }

    /** Whether this selection uses values that only individual samples have, such as time and thread. */
    public boolean needsSamples() {
        return pid.isPresent() || tid.isPresent() || fromNanos > Long.MIN_VALUE || toNanos < Long.MAX_VALUE;
    }

    /** Returns a predicate that is true for the selected rows of the trace. */
    public IntPredicate of(Trace trace) {
        IntPredicate chosen = row -> true;
        if (event != null) {
            Predicate<String> same = event::equals;
            chosen = chosen.and(row -> same.test(trace.eventName(trace.event(row))));
        }
        if (command != null) {
            Predicate<String> same = command::equals;
            chosen = chosen.and(row -> same.test(trace.commandName(trace.command(row))));
        }
        if (invocation != null) {
            BitSet sets = trace.ownerSetsWith(invocation);
            chosen = chosen.and(row -> sets.get(trace.owners(row)));
        }
        if (needsSamples()) {
            chosen = chosen.and(row -> within(trace, row));
        }
        if (!idle) {
            IntPredicate resting = IdleSamples.of(trace);
            chosen = chosen.and(row -> !resting.test(row));
        }
        return chosen;
    }

    private boolean within(Trace trace, int row) {
        long nanos = trace.nanos(row);
        boolean thread = tid.isEmpty() || tid.getAsInt() == trace.tid(row);
        boolean process = pid.isEmpty() || pid.getAsInt() == (trace.pid(row) < 0 ? trace.tid(row) : trace.pid(row));
        return nanos >= fromNanos && nanos < toNanos && thread && process;
    }
}
