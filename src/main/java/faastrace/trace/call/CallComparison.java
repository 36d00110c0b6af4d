package faastrace.trace.call;

import faastrace.trace.CallTree;
import faastrace.trace.Events;
import faastrace.trace.OffCpu;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Compares how much time the invocations of two traces take, and in which functions. */
public final class CallComparison {
    /** The minimum number of invocations in each trace. With fewer, the verdict is {@link Verdict#few}. */
    public static final int LEAST_CALLS = 20;

    /** If both traces have at least this many recordings, recordings are drawn instead of invocations. */
    static final int LEAST_RECORDINGS = 10;

    /** The minimum number of blocks of invocations, in both traces together, that must have samples of a function. */
    static final int LEAST_BLOCKS = 10;

    /** The maximum number of functions that are tested: those that changed most. */
    static final int MOST_FUNCTIONS = 200;

    private final CallTree tree;
    private final Side first;
    private final Side second;
    private final boolean byRecording;
    private final @Nullable Resampling resampling;

    /**
     * One trace with its selected invocations. There are no costs if it is not known how much time the samples stand
     * for.
     */
    private record Side(SelectedCalls calls, @Nullable CallCosts costs, double[] selfs, String why, boolean plain) {
        static Side of(CallTree tree, Trace trace, Selection selection, SelectedCalls calls) {
            IntToDoubleFunction nanos = SampleNanos.of(trace, selection);
            CallCosts costs = nanos == null ? null : new CallCosts(tree, trace, selection, nanos, calls);
            double[] selfs = costs == null ? new double[0] : costs.selfs();
            String event = selection.event();
            boolean plain = (event == null ? trace.size() == 0 : Events.isClock(event))
                    && selection.command() == null
                    && selection.pid().isEmpty()
                    && selection.tid().isEmpty()
                    && selection.idle();
            return new Side(calls, costs, selfs, why(trace, selection, calls, nanos != null), plain);
        }

        private static String why(Trace trace, Selection selection, SelectedCalls calls, boolean timed) {
            if (trace.heads().stream().allMatch(head -> head.invocations().isEmpty())) {
                return "This trace does not list any invocation.";
            }
            if (calls.count() == 0) {
                return calls.unsampled() > 0
                        ? "perf was being restarted during each invocation in the selection."
                        : "No invocation is in the selection as a whole.";
            }
            if (timed) {
                return "";
            }
            String event = selection.event();
            return event == null || event.isEmpty() || Events.isClock(event) || OffCpu.isTime(event)
                    ? "This trace does not tell how much CPU time a sample stands for."
                    : "Samples of " + event + " do not measure time.";
        }

        double[] perCall(int size) {
            double[] nanos = Arrays.copyOf(selfs, size);
            for (int node = 0; node < selfs.length; node++) {
                nanos[node] /= calls.count();
            }
            return nanos;
        }
    }

    private CallComparison(CallTree tree, Side first, Side second, boolean byRecording) {
        this.byRecording = byRecording;
        this.tree = tree;
        this.first = first;
        this.second = second;
        this.resampling = Math.min(first.calls.count(), second.calls.count()) == 0
                ? null
                : new Resampling(first.calls.sizes(), second.calls.sizes(), byRecording);
    }

    /** Compares the selected invocations of two traces. Adds the stacks of their samples to the tree. */
    public static CallComparison of(CallTree tree, Trace before, Selection chosen, Trace after, Selection chosenAfter) {
        SelectedCalls calls = new SelectedCalls(before, chosen);
        SelectedCalls callsAfter = new SelectedCalls(after, chosenAfter);
        boolean byRecording = Math.min(calls.recordings(), callsAfter.recordings()) >= LEAST_RECORDINGS;
        if (byRecording) {
            calls.byRecording();
            callsAfter.byRecording();
        }
        return new CallComparison(
                tree, Side.of(tree, before, chosen, calls), Side.of(tree, after, chosenAfter, callsAfter), byRecording);
    }

    /** Whether recordings are drawn instead of invocations, because both traces have many of them. */
    public boolean isByRecording() {
        return byRecording;
    }

    /** Whether it is known for both traces which invocations there are, and how much time a sample stands for. */
    public boolean isKnown() {
        return first.why.isEmpty() && second.why.isEmpty();
    }

    /** For each trace, the reason why the time of its invocations is unknown; an empty text if it is known. */
    public List<String> why() {
        return List.of(first.why, second.why);
    }

    /** The number of invocations in each trace. */
    public List<Integer> calls() {
        return List.of(first.calls.count(), second.calls.count());
    }

    /**
     * For each trace, the number of invocations that are left out because perf took no samples for part of the time.
     */
    public List<Integer> unsampled() {
        return List.of(first.calls.unsampled(), second.calls.unsampled());
    }

    /** Whether both traces have enough invocations to tell whether a difference is significant. */
    public boolean hasEnoughCalls() {
        return calls().stream().allMatch(count -> count >= LEAST_CALLS);
    }

    /** For each node of the tree, the time of an invocation in the node itself in the first trace, in nanoseconds. */
    public double[] before() {
        return first.perCall(tree.size());
    }

    /** Like {@link #before()}, in the second trace. */
    public double[] after() {
        return second.perCall(tree.size());
    }

    /**
     * Compares the whole time of an invocation. There must be invocations in both traces.
     *
     * <p>If the senders measured the CPU time of each invocation, this time is used instead of the samples, because it
     * is exact.
     */
    public Total total(Measure measure) {
        if (measure == Measure.duration) {
            return total(first.calls.durations(), second.calls.durations(), true);
        }
        return isMeasured()
                ? total(first.calls.measuredCpu(), second.calls.measuredCpu(), true)
                : total(costs(first).byBlock(), costs(second).byBlock(), false);
    }

    /**
     * Compares the average time of the fastest tenth of the invocations. A disturbance on the machine hardly affects
     * it, so it shows a change of the function that the average of all invocations can't show. Empty if the time of
     * each invocation is only known from samples. There must be invocations in both traces.
     */
    public Optional<Total> fastest(Measure measure) {
        if (measure == Measure.duration) {
            return Optional.of(fastest(first.calls.shortest(), second.calls.shortest()));
        }
        return isMeasured() ? Optional.of(fastest(first.calls.cheapest(), second.calls.cheapest())) : Optional.empty();
    }

    private Total fastest(FastestCalls before, FastestCalls after) {
        double[] interval = draws().interval(before, after);
        return new Total(before.average(), after.average(), interval[0], interval[1], verdict(interval), true);
    }

    private Verdict verdict(double[] interval) {
        return !hasEnoughCalls() ? Verdict.few : Verdict.of(interval[0], interval[1]);
    }

    /** Whether the CPU time of each invocation was measured, and no samples are needed to compare it. */
    public boolean isMeasured() {
        return first.plain && second.plain && first.calls.measured() && second.calls.measured();
    }

    /** Whether the CPU time of some invocations was measured, but that of others is missing or not valid. */
    public boolean isPartlyMeasured() {
        return first.plain
                && second.plain
                && !isMeasured()
                && (first.calls.anyMeasured() || second.calls.anyMeasured());
    }

    private Total total(double[] before, double[] after, boolean measured) {
        Resampling draws = draws();
        double[] interval = draws.interval(before, after);
        double one = Arrays.stream(before).sum() / first.calls.count();
        double other = Arrays.stream(after).sum() / second.calls.count();
        return new Total(one, other, interval[0], interval[1], verdict(interval), measured);
    }

    private Resampling draws() {
        if (resampling == null) {
            throw new IllegalStateException("there are no calls");
        }
        return resampling;
    }

    private static CallCosts costs(Side side) {
        if (side.costs == null) {
            throw new IllegalStateException("the time of a sample is not known");
        }
        return side.costs;
    }

    /** All functions whose time changed, from the largest increase to the largest decrease. */
    public List<FunctionChange> changes() {
        double[] one = byLabel(before());
        double[] other = byLabel(after());
        List<FunctionChange> all = new ArrayList<>();
        for (int label = 0; label < one.length; label++) {
            if (one[label] != other[label]) {
                String name = tree.labels().get(label).name();
                all.add(new FunctionChange(label, name, one[label], other[label], Verdict.few));
            }
        }
        all.sort(Comparator.comparingDouble((FunctionChange change) -> -Math.abs(change.delta()))
                .thenComparing(FunctionChange::function));
        List<FunctionChange> judged = new ArrayList<>(all);
        judge(judged, all.subList(0, Math.min(MOST_FUNCTIONS, all.size())));
        judged.sort(
                Comparator.comparingDouble(FunctionChange::delta).reversed().thenComparing(FunctionChange::function));
        return judged;
    }

    /** Replaces the verdicts of the functions with the largest changes. */
    private void judge(List<FunctionChange> judged, List<FunctionChange> tested) {
        if (!hasEnoughCalls()) {
            return;
        }
        int[] labels = tested.stream().mapToInt(FunctionChange::label).toArray();
        double[][] before = costs(first).byBlock(labels);
        double[][] after = costs(second).byBlock(labels);
        Family family = new Family(draws());
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            if (present(before[i]) + present(after[i]) >= LEAST_BLOCKS) {
                places.add(i);
                family.add(before[i], after[i]);
            }
        }
        List<Verdict> verdicts = family.verdicts();
        for (int i = 0; i < verdicts.size(); i++) {
            FunctionChange change = tested.get(places.get(i));
            judged.set(
                    places.get(i),
                    new FunctionChange(
                            change.label(), change.function(), change.before(), change.after(), verdicts.get(i)));
        }
    }

    private static long present(double[] blocks) {
        return Arrays.stream(blocks).filter(nanos -> nanos > 0).count();
    }

    /** The time of each function with its callees. A sample counts once, even if the function recurs in its stack. */
    private double[] byLabel(double[] selfs) {
        double[] times = new double[tree.labels().size()];
        for (int node = 1; node < selfs.length; node++) {
            Set<Integer> seen = new HashSet<>();
            for (int at = node; selfs[node] > 0 && at > 0 && tree.parent(at) > 0; at = tree.parent(at)) {
                if (seen.add(tree.label(at))) {
                    times[tree.label(at)] += selfs[node];
                }
            }
        }
        return times;
    }
}
