package faastrace.trace;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Finds the invocations that own a sample, without checking every invocation for each sample.
 *
 * <p>An invocation holds a sample if the sample was taken between the invocation's start and end, and in its thread or
 * process. If several invocations hold the same sample, their flags decide which of them own it. An invocation that
 * isn't flagged as overlapping had its thread or process to itself, so it owns the sample alone. Flagged invocations
 * can't be told apart, so each of them owns the sample. If the head is wrong or forged, two invocations that aren't
 * flagged may hold the same sample. In this case, no invocation owns the sample, because a sample in the wrong
 * invocation is worse than a missing sample.
 */
public final class Attribution {
    private static final int NOBODY = -1;

    /**
     * The number of invocations in a block. A block is skipped at once if all its invocations ended before the sample.
     */
    private static final int BLOCK = 64;

    /** The invocations, ordered by start. */
    private final Invocation[] invocations;

    private final int[] places;
    private final long[] starts;

    /** For each invocation, the latest end among this invocation and all earlier ones. */
    private final long[] latestEnd;

    /** For each block, the latest end of its invocations. */
    private final long[] latestEndOfBlock;

    /** The times at which an invocation starts or ends. */
    private final long[] changes;

    private int[] flagged = new int[16];
    private long steps;

    /** Prepares to look up owners among the given invocations. */
    public Attribution(List<Invocation> all) {
        places = IntStream.range(0, all.size())
                .boxed()
                .sorted(Comparator.comparingLong(place -> all.get(place).startNanos()))
                .mapToInt(Integer::intValue)
                .toArray();
        invocations = Arrays.stream(places).mapToObj(all::get).toArray(Invocation[]::new);
        starts = all.stream().mapToLong(Invocation::startNanos).sorted().toArray();
        LongStream ends = all.stream().mapToLong(Invocation::endNanos);
        changes = LongStream.concat(Arrays.stream(starts), ends).sorted().toArray();
        latestEnd = new long[places.length];
        latestEndOfBlock = new long[places.length / BLOCK + 1];
        long latest = Long.MIN_VALUE;
        for (int i = 0; i < places.length; i++) {
            long end = invocations[i].endNanos();
            latest = Math.max(latest, end);
            latestEnd[i] = latest;
            latestEndOfBlock[i / BLOCK] = Math.max(latestEndOfBlock[i / BLOCK], end);
        }
    }

    /** The owners of a sample, as indices into the list of invocations. */
    public int[] owners(Sample sample) {
        return owners(sample.timeNanos(), sample.pid(), sample.tid());
    }

    /** Like {@link #owners(Sample)}, for a sample with the given time, process and thread. */
    public int[] owners(long nanos, int pid, int tid) {
        int shared = 0;
        int alone = NOBODY;
        boolean contradiction = false;
        int i = upTo(starts, nanos) - 1;
        while (i >= 0 && latestEnd[i] > nanos) {
            steps++;
            if (latestEndOfBlock[i / BLOCK] <= nanos) {
                i = i / BLOCK * BLOCK - 1;
                continue;
            }
            if (invocations[i].holds(nanos, pid, tid)) {
                if (invocations[i].overlap()) {
                    shared = addFlagged(places[i], shared);
                } else {
                    contradiction |= alone != NOBODY;
                    alone = places[i];
                }
            }
            i--;
        }
        if (alone == NOBODY) {
            return Arrays.copyOf(flagged, shared);
        }
        return contradiction ? new int[0] : new int[] {alone};
    }

    private int addFlagged(int place, int count) {
        if (count == flagged.length) {
            flagged = Arrays.copyOf(flagged, 2 * count);
        }
        flagged[count] = place;
        return count + 1;
    }

    /**
     * The index of the interval that contains the time. A new interval begins whenever an invocation starts or ends.
     */
    public int stretch(long nanos) {
        return upTo(changes, nanos);
    }

    /** The number of invocations checked so far. */
    public long steps() {
        return steps;
    }

    /** How many of the sorted times are at or before the given time. */
    private static int upTo(long[] sorted, long nanos) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean before = sorted[middle] <= nanos;
            low = before ? middle + 1 : low;
            high = before ? high : middle;
        }
        return low;
    }
}
