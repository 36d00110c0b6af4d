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
 * When samples were taken: a column for each second, a row for each part of a second, the first at the top of a page's
 * data and the bottom of its picture. Order does not matter, and a sample at the start of a cell is in it.
 *
 * @param startSecond the second, on the recording's clock, that the first column is
 * @param offset how many seconds after the start of the trace that is
 * @param rows how many rows
 * @param cells by column and row, what was counted there; columns without samples may be one and the same
 * @param behind how many samples were taken after the last column, which only a clock that jumped brings about
 */
public record HeatMap(long startSecond, long offset, int rows, long[][] cells, long behind) {
    private static final int VERSION = 2;
    private static final long SECOND = 1_000_000_000L;

    /**
     * A recording takes minutes; anything much longer shows that the clock jumped. The script of the pages has the
     * same bounds.
     */
    private static final int MOST_COLUMNS = 100_000;

    private static final int MOST_CELLS = 5_000_000;

    /**
     * Counts the samples that the selection takes.
     *
     * @param rows how many parts a second has
     */
    public static HeatMap of(Trace trace, Selection selection, int rows, Weight weight) {
        return of(trace, selection, rows, weight, MOST_CELLS);
    }

    /** How many seconds a map with so many rows has at most. */
    public static int mostColumns(int rows) {
        return Math.min(MOST_COLUMNS, MOST_CELLS / rows);
    }

    /** As {@link #of(Trace, Selection, int, Weight)}, with no more cells than that. */
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

    /** Columns that are made when a sample is in them: two samples may be far apart. */
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

    /** The most that is in a cell. */
    public long most() {
        return Arrays.stream(cells).flatMapToLong(Arrays::stream).max().orElse(0);
    }

    /** As JSON: start, rows, columns, how many samples are behind them, and a list of values for each column, the second's first part first. */
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
