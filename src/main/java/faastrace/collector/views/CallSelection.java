package faastrace.collector.views;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which calls of a function page are selected. All other calls of the page are the rest, with which the selection is
 * compared.
 *
 * @param begin the earliest start of a call, in milliseconds since 1970
 * @param end the end of the range in which calls start (exclusive)
 * @param low the shortest duration, in nanoseconds
 * @param high the end of the range of durations (exclusive)
 * @param version the version of the function; empty for all versions
 * @param slowest how many percent of the calls are selected, the slowest; 0 if this is not a criterion
 * @param against the version of the calls with which the selection is compared; empty for all other calls
 */
public record CallSelection(
        long begin, long end, long low, long high, Optional<String> version, int slowest, Optional<String> against) {
    private static final int PERCENT = 100;

    /** Selected calls, and those with which they are compared. */
    public record Sides(List<FunctionCalls.Call> selected, List<FunctionCalls.Call> rest) {}

    /** Divides calls into selected calls and the rest. */
    public Sides divide(List<FunctionCalls.Call> calls) {
        long shortest = slowest == 0 ? low : Math.max(low, shortestOfSlowest(calls));
        Predicate<FunctionCalls.Call> selected = call -> call.millis() >= begin
                && call.millis() < end
                && call.measured().durationNanos() >= shortest
                && call.measured().durationNanos() < high
                && version.map(call.trace().version()::equals).orElse(true);
        Predicate<FunctionCalls.Call> compared =
                call -> against.map(call.trace().version()::equals).orElse(true);
        return new Sides(
                calls.stream().filter(selected).toList(),
                calls.stream().filter(selected.negate().and(compared)).toList());
    }

    /** The duration from which on a call is among the slowest. Calls of equal duration are all on the same side. */
    private long shortestOfSlowest(List<FunctionCalls.Call> calls) {
        long[] durations = calls.stream()
                .mapToLong(call -> call.measured().durationNanos())
                .sorted()
                .toArray();
        int count = (int) Math.ceil(durations.length * (double) slowest / PERCENT);
        return count == 0 ? Long.MAX_VALUE : durations[durations.length - count];
    }
}
