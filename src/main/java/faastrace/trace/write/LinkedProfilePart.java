package faastrace.trace.write;

import faastrace.trace.TraceContext;
import faastrace.trace.write.LinkedProfile.LinkedSample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A profile that grows until it has the size that backends accept. */
final class LinkedProfilePart {
    private static final int MOST_BYTES = 2_000_000;

    /** Pyroscope makes a sample of each pair of a stack and a call. */
    private static final int MOST_SAMPLES = 16_000;

    private static final int MOST_TIMES = 100_000;

    /** Pyroscope converts profiles to pprof and measures the result. This is about what each thing then needs. */
    private static final int NAME_BYTES = 24;

    private static final int SAMPLE_BYTES = 30;
    private static final int FRAME_BYTES = 2;
    private static final int CALL_BYTES = 52;

    private final Map<String, Integer> names = new HashMap<>();
    private final List<String> nameList = new ArrayList<>();
    private final Map<Long, Integer> stacks = new HashMap<>();
    private final List<int[]> stackList = new ArrayList<>();
    private final List<LinkedSample> samples = new ArrayList<>();
    private final Set<TraceContext> calls = new HashSet<>();
    private int bytes;
    private int times;

    /**
     * Adds samples with the same stack. Returns false if they don't fit. The first ones always fit.
     *
     * @param command the id of the thread's name
     * @param stack the id of the stack
     * @param stackNames returns the names of the stack and of the thread, innermost first
     */
    boolean add(
            int command,
            int stack,
            Supplier<List<String>> stackNames,
            Optional<TraceContext> call,
            long count,
            long[] timesNanos) {
        if (!samples.isEmpty()
                && (samples.size() >= MOST_SAMPLES || bytes >= MOST_BYTES || times + timesNanos.length > MOST_TIMES)) {
            return false;
        }
        int known = stacks.computeIfAbsent((long) command << Integer.SIZE | stack, key -> stack(stackNames.get()));
        samples.add(new LinkedSample(known, call, count, timesNanos));
        times += timesNanos.length;
        bytes += SAMPLE_BYTES + FRAME_BYTES * stackList.get(known).length + timesNanos.length * Long.BYTES;
        if (call.isPresent() && calls.add(call.get())) {
            bytes += CALL_BYTES;
        }
        return true;
    }

    private int stack(List<String> stackNames) {
        List<String> kept = withoutMiddle(stackNames);
        int[] indexes = new int[kept.size()];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = names.computeIfAbsent(PprofPart.shortened(kept.get(i)), this::name);
        }
        stackList.add(indexes);
        return stackList.size() - 1;
    }

    /** Leaves out the middle of a stack that is too deep, because both ends are more useful. */
    private static List<String> withoutMiddle(List<String> stackNames) {
        int most = PprofPart.MOST_FRAMES;
        if (stackNames.size() <= most) {
            return stackNames;
        }
        List<String> kept = new ArrayList<>(stackNames.subList(0, most / 2));
        kept.add(PprofPart.LEFT_OUT);
        kept.addAll(stackNames.subList(stackNames.size() - (most - most / 2 - 1), stackNames.size()));
        return kept;
    }

    private int name(String name) {
        nameList.add(name);
        bytes += NAME_BYTES + name.length();
        return nameList.size() - 1;
    }

    LinkedProfile profile(String event, long fromNanos, long durationNanos, long nanosPerSample) {
        return new LinkedProfile(event, fromNanos, durationNanos, nanosPerSample, nameList, stackList, samples, bytes);
    }
}
