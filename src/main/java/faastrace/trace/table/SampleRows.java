package faastrace.trace.table;

import java.util.Arrays;

/** Samples in columns, in the order in which they came. */
public final class SampleRows {
    private static final int IDS = 7;
    private static final int VALUES = 3;

    private final int[][] ids = new int[IDS][64];
    private final long[][] values = new long[VALUES][64];

    /** What makes two samples alike; null where each sample is kept. */
    private final SequenceTable alike;

    /** How long two samples that are alike may lie apart; 0 where that does not matter. */
    private final long span;

    private int size;

    private SampleRows(SequenceTable alike, long span) {
        this.alike = alike;
        this.span = span;
    }

    /** Keeps each sample. */
    public static SampleRows each() {
        return new SampleRows(null, 0);
    }

    /** Adds samples up whose event, command, stack and owners are the same, whoever and whenever they were. */
    public static SampleRows summed() {
        return new SampleRows(new SequenceTable(), 0);
    }

    /** As {@link #summed}, for each such span of time by itself. */
    public static SampleRows summedWithin(long span) {
        return new SampleRows(new SequenceTable(), span);
    }

    /** An estimate of the memory in use. */
    public long memory() {
        return values[0].length * (IDS * 4L + VALUES * 8L) * (alike == null ? 1 : 2);
    }

    /** Whether samples that are alike share a row. */
    public boolean areSummed() {
        return alike != null;
    }

    /** How many rows there are. */
    public int size() {
        return size;
    }

    /** Adds a copy of that row, or adds its numbers to the row that is like it. */
    public void add(SampleRow row) {
        int within = span == 0 ? 0 : (int) (row.nanos / span);
        int place = alike == null ? size : alike.id(row.event, row.command, row.stack, row.owners, within);
        if (place < size) {
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

    /** The number of the command's name. */
    public int command(int row) {
        return ids[0][row];
    }

    /** The process, or -1 where it isn't known. */
    public int pid(int row) {
        return ids[1][row];
    }

    /** The thread, or -1 where it isn't known. */
    public int tid(int row) {
        return ids[2][row];
    }

    /** The processor, or -1 where it isn't known. */
    public int cpu(int row) {
        return ids[3][row];
    }

    /** The number of the event's name. */
    public int event(int row) {
        return ids[4][row];
    }

    /** The number of the stack. */
    public int stack(int row) {
        return ids[5][row];
    }

    /** The number of the set of invocations that own the sample. */
    public int owners(int row) {
        return ids[6][row];
    }

    /** The time in nanoseconds, on the clock of the recording. */
    public long nanos(int row) {
        return values[0][row];
    }

    /** How many samples the row stands for. */
    public long samples(int row) {
        return values[1][row];
    }

    /** The sum of the samples' periods, in the event's unit. */
    public long period(int row) {
        return values[2][row];
    }

    /** Puts a sample into the row given. */
    void get(int place, SampleRow row) {
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
