package faastrace.trace.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import faastrace.trace.Invocation;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The invocations of a trace that a selection contains, in blocks. A block is one invocation, or several consecutive
 * invocations if there are many. So the time for a comparison does not grow with the number of invocations. Invocations
 * with the same id are always in the same block, because their samples can't be told apart.
 *
 * <p>If there are many recordings, a block can also be a whole recording ({@link #byRecording}).
 *
 * <p>If a range of time is selected, only invocations that lie in this range as a whole are included. Invocations for
 * which perf took no samples for part of the time are left out, because their CPU time is not known from samples.
 */
final class SelectedCalls {
    /** The maximum number of blocks. More blocks would hardly make the result more precise. */
    static final int MOST_BLOCKS = 200;

    /** The maximum number of blocks if recordings are drawn. Invocations of neighbouring recordings are alike, too. */
    static final int MOST_RECORDING_BLOCKS = 20;

    private static final int NONE = -1;

    private final Trace trace;
    private final List<List<Invocation>> chosen = new ArrayList<>();

    /** For each entry in {@code chosen}, the number of its recording. */
    private final List<Integer> recordings = new ArrayList<>();

    /** For each entry in {@code chosen}, its block. */
    private int[] blocks = {};

    private boolean byRecording;
    private final Map<String, Integer> places = new HashMap<>();
    private int[] sizes = {};
    private final int[] blockOfOwner;
    private int unsampled;

    SelectedCalls(Trace trace, Selection selection) {
        this.trace = trace;
        Map<String, List<Invocation>> byId = new LinkedHashMap<>();
        Map<String, Integer> firstRecording = new HashMap<>();
        for (int recording = 0; recording < trace.heads().size(); recording++) {
            for (Invocation call : trace.heads().get(recording).invocations()) {
                byId.computeIfAbsent(call.id(), id -> new ArrayList<>(1)).add(call);
                firstRecording.putIfAbsent(call.id(), recording);
            }
        }
        byId.forEach((id, calls) -> {
            if (calls.stream().allMatch(call -> isIn(selection, call))) {
                choose(calls, firstRecording.getOrDefault(id, 0));
            }
        });
        blockOfOwner = new int[owners()];
        form();
    }

    /** Makes each recording a block. If there are many recordings, several consecutive ones share a block. */
    void byRecording() {
        byRecording = true;
        form();
    }

    /** The number of recordings that contain invocations. */
    int recordings() {
        return recordings.isEmpty() ? 0 : numbers()[recordings.size() - 1] + 1;
    }

    /** For each entry in {@code chosen}, how many recordings with invocations come before its own recording. */
    private int[] numbers() {
        int[] numbers = new int[recordings.size()];
        for (int place = 1; place < numbers.length; place++) {
            boolean next = !recordings.get(place).equals(recordings.get(place - 1));
            numbers[place] = numbers[place - 1] + (next ? 1 : 0);
        }
        return numbers;
    }

    /** Assigns invocations to blocks. */
    private void form() {
        int units = byRecording ? recordings() : chosen.size();
        int[] numbers = numbers();
        sizes = new int[Math.min(byRecording ? MOST_RECORDING_BLOCKS : MOST_BLOCKS, units)];
        blocks = new int[chosen.size()];
        for (int place = 0; place < chosen.size(); place++) {
            blocks[place] = (int) ((long) (byRecording ? numbers[place] : place) * sizes.length / units);
            sizes[blocks[place]] += chosen.get(place).size();
        }
        Arrays.fill(blockOfOwner, NONE);
        for (int owner = 0; owner < blockOfOwner.length; owner++) {
            Integer place = places.get(new String(trace.invocationBytes(owner), UTF_8));
            blockOfOwner[owner] = place == null ? NONE : block(place);
        }
    }

    private static boolean isIn(Selection selection, Invocation call) {
        return (selection.invocation() == null || selection.invocation().equals(call.id()))
                && call.startNanos() >= selection.fromNanos()
                && call.endNanos() <= selection.toNanos();
    }

    private void choose(List<Invocation> calls, int recording) {
        if (calls.stream().anyMatch(call -> call.times().unsampledNanos().isPresent())) {
            unsampled += calls.size();
        } else {
            places.put(calls.get(0).id(), chosen.size());
            chosen.add(calls);
            recordings.add(recording);
        }
    }

    /** The number of invocations that occur in any set of owners. */
    private int owners() {
        int most = NONE;
        for (int set = 0; set < trace.ownerSets(); set++) {
            for (int owner : trace.ownerNumbers(set)) {
                most = Math.max(most, owner);
            }
        }
        return most + 1;
    }

    private int block(int place) {
        return blocks[place];
    }

    /** The number of invocations. */
    int count() {
        return Arrays.stream(sizes).sum();
    }

    /** The number of invocations that are left out because perf took no samples for part of the time. */
    int unsampled() {
        return unsampled;
    }

    /** The number of invocations in each block. */
    int[] sizes() {
        return sizes;
    }

    /**
     * Adds the amounts of the samples with the given owners to blocks. If several invocations own a sample, each of
     * them gets an equal part.
     *
     * @param amount the sum over the samples
     * @param blocks the sums of the blocks
     */
    void share(int owners, double amount, double[] blocks) {
        int[] set = trace.ownerNumbers(owners);
        for (int owner : set) {
            if (blockOfOwner[owner] != NONE) {
                blocks[blockOfOwner[owner]] += amount / set.length;
            }
        }
    }

    /**
     * For each set of owners, which part of a sample belongs to selected invocations: 1 if all of its owners are
     * selected.
     */
    double[] parts() {
        double[] parts = new double[trace.ownerSets()];
        for (int set = 0; set < parts.length; set++) {
            int[] owners = trace.ownerNumbers(set);
            long own = Arrays.stream(owners)
                    .filter(owner -> blockOfOwner[owner] != NONE)
                    .count();
            parts[set] = owners.length == 0 ? 0 : (double) own / owners.length;
        }
        return parts;
    }

    /** The sum of the invocations' durations in each block, in nanoseconds. */
    double[] durations() {
        return sums(Invocation::durationNanos);
    }

    /** Whether the sender measured the CPU time of each invocation. */
    boolean measured() {
        return chosen.stream()
                .flatMap(List::stream)
                .allMatch(call ->
                        call.times().cpuNanos().isPresent() && !call.times().shared());
    }

    /** Whether the sender measured the CPU time of at least one invocation. */
    boolean anyMeasured() {
        return chosen.stream()
                .flatMap(List::stream)
                .anyMatch(call -> call.times().cpuNanos().isPresent());
    }

    /** The sum of the invocations' measured CPU times in each block, in nanoseconds. */
    double[] measuredCpu() {
        return sums(call -> call.times().cpuNanos().orElseThrow());
    }

    /** The invocations with the shortest durations. */
    FastestCalls shortest() {
        return fastest(Invocation::durationNanos);
    }

    /** The invocations with the smallest measured CPU times. */
    FastestCalls cheapest() {
        return fastest(call -> call.times().cpuNanos().orElseThrow());
    }

    private FastestCalls fastest(ToLongFunction<Invocation> nanos) {
        double[] times = new double[count()];
        int[] blockOf = new int[times.length];
        int next = 0;
        for (int place = 0; place < chosen.size(); place++) {
            for (Invocation call : chosen.get(place)) {
                blockOf[next] = block(place);
                times[next++] = nanos.applyAsLong(call);
            }
        }
        return new FastestCalls(times, blockOf);
    }

    private double[] sums(ToLongFunction<Invocation> nanos) {
        double[] sums = new double[sizes.length];
        for (int place = 0; place < chosen.size(); place++) {
            for (Invocation call : chosen.get(place)) {
                sums[block(place)] += nanos.applyAsLong(call);
            }
        }
        return sums;
    }
}
