package faastrace.trace;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Says which invocations own a sample, without looking at every invocation for each sample.
 *
 * <p>An invocation holds the samples inside its bounds that were taken of its thread or process. Where several hold the
 * same sample, their flags decide. One that isn't flagged as overlapping had its thread or process to itself: it owns
 * the sample alone. Flagged ones can't be told apart: each of them owns it. Two that aren't flagged contradict each
 * other, as a mistaken or forged head does: nobody owns it, since a sample under the wrong invocation is worse than none.
 */
public final class Attribution {
    private static final int NOBODY = -1;

    /** So many invocations are passed over at once where all of them have ended. */
    private static final int BLOCK = 64;

    /** In the order of their starts. */
    private final Invocation[] invocations;

    private final int[] places;
    private final long[] starts;

    /** The latest end of all up to each invocation, and of those in each block. */
    private final long[] latestEnd;

    private final long[] latestEndOfBlock;

    /** When an invocation starts or ends. */
    private final long[] changes;

    private int[] flagged = new int[16];
    private long steps;

    /** Prepares for looking up the owners among these invocations. */
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

    /** The places of the owners in the list of invocations. */
    public int[] owners(Sample sample) {
        return owners(sample.timeNanos(), sample.pid(), sample.tid());
    }

    /** As {@link #owners(Sample)}, given only what matters of a sample. */
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

    /** A number that is the same for all times between which no invocation starts or ends. */
    public int stretch(long nanos) {
        return upTo(changes, nanos);
    }

    /** How many invocations it has looked at so far. */
    public long steps() {
        return steps;
    }

    /** How many of the sorted times are not after that one. */
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
