package faastrace.trace;

import java.util.BitSet;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * Which samples of a trace count. What is null or absent does not matter.
 *
 * @param event only this event
 * @param invocation only samples that an invocation of this id owns
 * @param command only threads of this name
 * @param pid only this process
 * @param tid only this thread
 * @param fromNanos only from this time on, on the recording's clock
 * @param toNanos only before this time, so that of two ranges in a row only one holds a sample
 * @param idle whether processors that rest count
 */
public record Selection(
        String event,
        String invocation,
        String command,
        OptionalInt pid,
        OptionalInt tid,
        long fromNanos,
        long toNanos,
        boolean idle) {
    /** Everything. */
    public static final Selection ALL = new Selection(
            null, null, null, OptionalInt.empty(), OptionalInt.empty(), Long.MIN_VALUE, Long.MAX_VALUE, true);

    /** The same, of that event. */
    public Selection ofEvent(String name) {
        return new Selection(name, invocation, command, pid, tid, fromNanos, toNanos, idle);
    }

    /** The same, of that invocation. */
    public Selection ofInvocation(String id) {
        return new Selection(event, id, command, pid, tid, fromNanos, toNanos, idle);
    }

    /** The same, of that thread, process or name. */
    public Selection ofThread(String name, OptionalInt process, OptionalInt thread) {
        return new Selection(event, invocation, name, process, thread, fromNanos, toNanos, idle);
    }

    /** The same, from one time on and before another. */
    public Selection within(long from, long to) {
        return new Selection(event, invocation, command, pid, tid, from, to, idle);
    }

    /** The same, without processors that rest. */
    public Selection withoutIdle() {
        return new Selection(event, invocation, command, pid, tid, fromNanos, toNanos, false);
    }

    /** Whether it asks for what only single samples have: a time, a thread. */
    public boolean needsSamples() {
        return pid.isPresent() || tid.isPresent() || fromNanos > Long.MIN_VALUE || toNanos < Long.MAX_VALUE;
    }

    /** Tells of each row of the trace whether it counts. */
    public IntPredicate of(Trace trace) {
        IntPredicate chosen = row -> true;
        if (event != null) {
            chosen = chosen.and(row -> event.equals(trace.eventName(trace.event(row))));
        }
        if (command != null) {
            chosen = chosen.and(row -> command.equals(trace.commandName(trace.command(row))));
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
