package faastrace.collector.views.function;

import faastrace.collector.views.function.FunctionCalls.Column;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which invocations of a function page are selected. All other invocations of the page are the rest, with which the
 * selection is compared.
 *
 * @param begin the earliest start of an invocation, in milliseconds since 1970
 * @param end the end of the range in which invocations start (exclusive)
 * @param low the shortest duration, in nanoseconds
 * @param high the end of the range of durations (exclusive)
 * @param version the version of the function; empty for all versions
 * @param slowest how many percent of all invocations are selected, namely the slowest; 0 if the rank does not matter
 * @param against the version of the invocations with which the selection is compared; empty for all other invocations
 */
public record CallSelection(
        long begin, long end, long low, long high, Optional<String> version, int slowest, Optional<String> against) {
    private static final int PERCENT = 100;

    /**
     * Selected invocations, and those with which they are compared.
     *
     * @param selected the indices of the selected invocations
     * @param rest the indices of the invocations with which they are compared
     */
    record Sides(BitSet selected, BitSet rest) {}

    /** The name of the selection. */
    public String name() {
        CallSelection ofVersion = new CallSelection(0, Long.MAX_VALUE, 0, Long.MAX_VALUE, version, 0, against);
        CallSelection ofRank =
                new CallSelection(0, Long.MAX_VALUE, 0, Long.MAX_VALUE, Optional.empty(), slowest, against);
        if (slowest > 0 && equals(ofRank)) {
            return "the slowest " + slowest + " %";
        }
        return version.filter(any -> equals(ofVersion))
                .map(CallSelection::versionName)
                .orElse("the selection");
    }

    /** The name of the invocations with which the selection is compared. */
    public String restName() {
        return against.map(CallSelection::versionName).orElse("the rest");
    }

    /** Whether the difference is shown by default. Otherwise, the selection alone is shown. */
    public boolean isComparison() {
        return slowest > 0 || against.isPresent();
    }

    static String versionName(String version) {
        return version.isEmpty() ? "no version" : "version " + version;
    }

    /** Divides invocations into selected invocations and the rest. */
    Sides divide(FunctionCalls calls) {
        long shortest = slowest == 0 ? low : Math.max(low, shortestOfSlowest(calls));
        BitSet selected = new BitSet();
        BitSet rest = new BitSet();
        for (int call = 0; call < calls.size(); call++) {
            String own = calls.trace(call).version();
            if (isWithin(calls, call, shortest) && version.map(own::equals).orElse(true)) {
                selected.set(call);
            } else if (against.map(own::equals).orElse(true)) {
                rest.set(call);
            }
        }
        return new Sides(selected, rest);
    }

    private boolean isWithin(FunctionCalls calls, int call, long shortest) {
        long millis = calls.get(Column.millis, call);
        long duration = calls.get(Column.duration, call);
        return millis >= begin && millis < end && duration >= shortest && duration < high;
    }

    /** The shortest duration of the slowest invocations. Invocations of equal duration are all on the same side. */
    private long shortestOfSlowest(FunctionCalls calls) {
        long[] durations = IntStream.range(0, calls.size())
                .mapToLong(call -> calls.get(Column.duration, call))
                .toArray();
        Arrays.sort(durations);
        int count = (int) Math.ceil(durations.length * (double) slowest / PERCENT);
        return count == 0 ? Long.MAX_VALUE : durations[durations.length - count];
    }
}
