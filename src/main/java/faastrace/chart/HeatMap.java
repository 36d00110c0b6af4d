package faastrace.chart;

import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * When samples were taken: a column for each second, a row for each part of a second, the first at the top of a page's
 * data and the bottom of its picture. Order does not matter, and a sample at the start of a cell is in it.
 *
 * @param startSecond the second, on the recording's clock, that the first column is
 * @param rows how many rows
 * @param cells by column and row, what was counted there
 * @param behind how many samples were taken after the last column, which only a clock that jumped brings about
 */
public record HeatMap(long startSecond, int rows, long[][] cells, long behind) {
    private static final long SECOND = 1_000_000_000L;

    /** A recording has minutes; more is a clock that jumped. */
    private static final int MOST_COLUMNS = 100_000;

    /**
     * Counts the samples that the selection takes.
     *
     * @param rows how many parts a second has
     */
    public static HeatMap of(Trace trace, Selection selection, int rows, Weight weight) {
        IntPredicate chosen = selection.of(trace);
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (int row = 0; row < trace.size(); row++) {
            if (chosen.test(row)) {
                first = Math.min(first, trace.nanos(row));
                last = Math.max(last, trace.nanos(row));
            }
        }
        long start = first / SECOND;
        int columns = first > last ? 0 : (int) Math.min(MOST_COLUMNS, last / SECOND - start + 1);
        long[][] cells = new long[columns][rows];
        long behind = 0;
        for (int row = 0; row < trace.size(); row++) {
            if (!chosen.test(row)) {
                continue;
            }
            long second = trace.nanos(row) / SECOND - start;
            if (second >= columns) {
                behind++;
            } else {
                cells[(int) second][(int) (trace.nanos(row) % SECOND * rows / SECOND)] += weight.of(trace, row);
            }
        }
        return new HeatMap(columns == 0 ? 0 : start, rows, cells, behind);
    }

    /** The most that is in a cell. */
    public long most() {
        return Arrays.stream(cells).flatMapToLong(Arrays::stream).max().orElse(0);
    }

    /** As JSON: start, rows, columns, and a list of values for each column, the second's first part first. */
    public void write(OutputStream out) throws IOException {
        Json json = new Json(out);
        json.open('{').key("version").number(ProfileJson.VERSION);
        json.key("start").number(startSecond).key("rows").number(rows);
        json.key("columns").number(cells.length).key("most").number(most());
        json.key("values").open('[');
        for (long[] column : cells) {
            json.open('[');
            for (long value : column) {
                json.number(value);
            }
            json.close(']');
        }
        json.close(']').close('}').flush();
    }
}
