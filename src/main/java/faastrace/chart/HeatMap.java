package faastrace.chart;

import com.fasterxml.jackson.core.JsonGenerator;
import faastrace.document.Json;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Counts samples by time, with one column for each second and one row for each part of a second. The first part of a
 * second is the first row of the data and the bottom row of the image. Samples may be in any order. A cell includes its
 * start, but not its end.
 *
 * @param startSecond the second of the first column, on the recording's clock
 * @param offset the number of seconds from the start of the trace to the first column
 * @param rows the number of rows
 * @param cells the counts by column and row; columns without samples may share one array
 * @param behind the number of samples after the last column; more than 0 only if the clock jumped
 */
public record HeatMap(long startSecond, long offset, int rows, long[][] cells, long behind) {
    private static final int VERSION = 2;
    private static final long SECOND = 1_000_000_000L;

    /**
     * The maximum number of columns. A recording takes minutes. If it seems to be much longer, the clock has jumped.
     * The script of the pages has the same limits.
     */
    private static final int MOST_COLUMNS = 100_000;

    private static final int MOST_CELLS = 5_000_000;

    /**
     * Counts the selected samples.
     *
     * @param rows the number of rows, which are equal parts of a second
     */
    public static HeatMap of(Trace trace, Selection selection, int rows, Weight weight) {
        return of(trace, selection, rows, weight, MOST_CELLS);
    }

    /** The maximum number of seconds in a heat map with the given number of rows. */
    public static int mostColumns(int rows) {
        return Math.min(MOST_COLUMNS, MOST_CELLS / rows);
    }

    /** Like {@link #of(Trace, Selection, int, Weight)}, but with at most {@code cells} cells. */
    static HeatMap of(Trace trace, Selection selection, int rows, Weight weight, int cells) {
        IntPredicate chosen = selection.of(trace);
        long first = Long.MAX_VALUE;
        for (int row = 0; row < trace.size(); row++) {
            first = chosen.test(row) ? Math.min(first, trace.nanos(row)) : first;
        }
        if (first == Long.MAX_VALUE) {
            return new HeatMap(0, 0, rows, new long[0][rows], 0);
        }
        long start = first / SECOND;
        Counting counting = new Counting(trace, start, rows, weight, Math.min(MOST_COLUMNS, cells / rows));
        IntStream.range(0, trace.size()).filter(chosen).forEach(counting::add);
        return new HeatMap(start, start - TimeOrigin.nanos(trace) / SECOND, rows, counting.columns(), counting.behind);
    }

    /** Counts samples. A column is only created if it has samples, because two samples may be far apart. */
    private static final class Counting {
        private final Trace trace;
        private final long start;
        private final int rows;
        private final Weight weight;
        private final long[][] columns;
        private final long[] empty;
        private int last;
        private long behind;

        Counting(Trace trace, long start, int rows, Weight weight, int most) {
            this.trace = trace;
            this.start = start;
            this.rows = rows;
            this.weight = weight;
            columns = new long[most][];
            empty = new long[rows];
        }

        void add(int row) {
            long second = trace.nanos(row) / SECOND - start;
            if (second >= columns.length) {
                behind += trace.samples(row);
                return;
            }
            last = Math.max(last, (int) second);
            if (columns[(int) second] == null) {
                columns[(int) second] = new long[rows];
            }
            columns[(int) second][(int) (trace.nanos(row) % SECOND * rows / SECOND)] += weight.of(trace, row);
        }

        long[][] columns() {
            return Arrays.stream(columns, 0, last + 1)
                    .map(column -> column == null ? empty : column)
                    .toArray(long[][]::new);
        }
    }

    /** The largest count in a cell. */
    public long most() {
        return Arrays.stream(cells).flatMapToLong(Arrays::stream).max().orElse(0);
    }

    /**
     * Writes JSON: the first second, the numbers of rows and columns, the largest count, the number of samples after
     * the last column, and the counts of each column. Each column starts with the first part of the second.
     */
    public void write(OutputStream out) throws IOException {
        try (JsonGenerator json = Json.stream(out)) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeNumberField("start", startSecond);
            json.writeNumberField("rows", rows);
            json.writeNumberField("columns", cells.length);
            json.writeNumberField("most", most());
            json.writeNumberField("behind", behind);
            json.writeArrayFieldStart("values");
            for (long[] column : cells) {
                json.writeArray(column, 0, column.length);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }
}
