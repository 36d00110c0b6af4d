package faastrace.trace.table;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Samples stored in columns, in the order in which they were added. */
public final class SampleRows {
    private static final int IDS = 7;
    private static final int VALUES = 3;

    private final int[][] ids = new int[IDS][64];
    private final long[][] values = new long[VALUES][64];

    /** The keys of the rows. Samples with the same key share a row. Null if each sample has its own row. */
    private final @Nullable SequenceTable alike;

    /**
     * The length of a span of time, in nanoseconds. Only samples within the same span share a row. If the time of
     * samples doesn't matter, this is 0.
     */
    private final long span;

    private int size;

    private SampleRows(@Nullable SequenceTable alike, long span) {
        this.alike = alike;
        this.span = span;
    }

    /** Creates a table in which each sample has its own row. */
    public static SampleRows each() {
        return new SampleRows(null, 0);
    }

    /**
     * Creates a table that adds up samples with the same event, command, stack and owners, regardless of thread and
     * time.
     */
    public static SampleRows summed() {
        return new SampleRows(new SequenceTable(), 0);
    }

    /** Like {@link #summed}, but adds up the samples of each span of time separately. */
    public static SampleRows summedWithin(long span) {
        return new SampleRows(new SequenceTable(), span);
    }

    /** An estimate of the memory in use, in bytes. */
    public long memory() {
        return values[0].length * (IDS * 4L + VALUES * 8L) * (alike == null ? 1 : 2);
    }

    /** Whether samples that are alike share a row. */
    public boolean areSummed() {
        return alike != null;
    }

    /** The number of rows. */
    public int size() {
        return size;
    }

    /** Adds a copy of the row, or adds its counts to an existing row that is like it. */
    public void add(SampleRow row) {
        int within = span == 0 ? 0 : (int) (row.nanos / span);
        int place = alike == null ? size : alike.id(row.event, row.command, row.stack, row.owners, within);
        if (place < size) {
            values[0][place] = Math.min(values[0][place], row.nanos);
            values[1][place] += row.samples;
            values[2][place] += row.period;
        } else {
            append(row);
        }
    }

    private void append(SampleRow row) {
        if (size == values[0].length) {
            grow();
        }
        int[] numbers = {row.command, row.pid, row.tid, row.cpu, row.event, row.stack, row.owners};
        for (int i = 0; i < IDS; i++) {
            ids[i][size] = numbers[i];
        }
        values[0][size] = row.nanos;
        values[1][size] = row.samples;
        values[2][size] = row.period;
        size++;
    }

    private void grow() {
        for (int i = 0; i < IDS; i++) {
            ids[i] = Arrays.copyOf(ids[i], size * 2);
        }
        for (int i = 0; i < VALUES; i++) {
            values[i] = Arrays.copyOf(values[i], size * 2);
        }
    }

    /** The id of the thread name. */
    public int command(int row) {
        return ids[0][row];
    }

    /** The process id, or -1 if it isn't known. */
    public int pid(int row) {
        return ids[1][row];
    }

    /** The thread id, or -1 if it isn't known. */
    public int tid(int row) {
        return ids[2][row];
    }

    /** The CPU number, or -1 if it isn't known. */
    public int cpu(int row) {
        return ids[3][row];
    }

    /** The id of the event name. */
    public int event(int row) {
        return ids[4][row];
    }

    /** The id of the stack. */
    public int stack(int row) {
        return ids[5][row];
    }

    /** The id of the set of invocations that own the sample. */
    public int owners(int row) {
        return ids[6][row];
    }

    /** The time of the row's earliest sample in nanoseconds, on the recording's clock. */
    public long nanos(int row) {
        return values[0][row];
    }

    /** The number of samples that the row stands for. */
    public long samples(int row) {
        return values[1][row];
    }

    /** The sum of the samples' periods, in the event's unit. */
    public long period(int row) {
        return values[2][row];
    }

    /** Copies the row at the given place into {@code row}. */
    public void get(int place, SampleRow row) {
        row.command = command(place);
        row.pid = pid(place);
        row.tid = tid(place);
        row.cpu = cpu(place);
        row.event = event(place);
        row.stack = stack(place);
        row.owners = owners(place);
        row.nanos = nanos(place);
        row.samples = samples(place);
        row.period = period(place);
    }
}
