package faastrace.trace.read;

import faastrace.trace.table.Dictionary;
import faastrace.trace.table.SampleRow;
import faastrace.trace.table.SampleRows;

/** Parses folded stacks, which have {@code command;outermost;…;innermost COUNT} in each line. */
final class FoldedParser implements ChunkParser {
    private static final int MOST_DIGITS = 18;

    private final Dictionary dictionary;
    private final SampleRows rows;
    private final SkipCounts tally;
    private final LineBytes line = new LineBytes();
    private final SampleRow row = new SampleRow();
    private final int[] frames = new int[PerfScriptParser.DEEPEST];

    FoldedParser(Dictionary dictionary, SampleRows rows, SkipCounts tally) {
        this.tally = tally;
        this.dictionary = dictionary;
        this.rows = rows;
        row.pid = row.tid = row.cpu = -1;
        row.event = dictionary.events.id("");
    }

    @Override
    public SkipCounts tally() {
        tally.leftOut = dictionary.leftOut();
        return tally;
    }

    @Override
    public void parse(Chunk chunk) {
        int from = 0;
        while (from < chunk.length) {
            int end = from;
            while (chunk.bytes[end] != '\n') {
                end++;
            }
            boolean tooLong = end - from > PerfScriptParser.LONGEST_LINE * 8;
            line.show(chunk.bytes, from, end);
            if (tooLong) {
                tally.cut++;
            } else if (chunk.torn && end == chunk.length) {
                tally.truncated++; // digits of the count may be missing
            } else {
                accept();
            }
            from = end + 1;
        }
    }

    private void accept() {
        int count = countStart(line);
        if (line.length() == 0 || line.at(0) == '#') {
            tally.comments += line.length() == 0 ? 0 : 1;
        } else if (count < 0) {
            tally.strange++;
        } else if (isWhole(count) && tally.takes(line.number(count, line.length()))) {
            add(count);
        }
    }

    /**
     * Whether the count is a whole number. Fractions are not supported, because rounding each count would make the sum
     * wrong.
     */
    private boolean isWhole(int count) {
        int point = count;
        while (line.digitAt(point)) {
            point++;
        }
        boolean whole = point == line.length();
        tally.uncountable += whole ? 0 : 1;
        return whole;
    }

    /** The start of the count, which is a number after a blank at the end of the line; -1 if there is no count. */
    static int countStart(LineBytes line) {
        int start = line.length();
        while (line.digitAt(start - 1) || line.at(start - 1) == '.') {
            start--;
        }
        boolean count = line.digitAt(start) && line.blankAt(start - 1) && line.length() - start <= MOST_DIGITS;
        return count && start > 1 ? start : -1;
    }

    private void add(int count) {
        row.samples = row.period = line.number(count, line.length());
        int end = line.endBeforeBlanks(count);
        int depth = 0;
        int from = frameEnd(0, end);
        row.command = line.id(dictionary, dictionary.commands, 0, from);
        while (from < end) {
            int to = frameEnd(from + 1, end);
            if (depth < frames.length) {
                frames[depth++] = line.frame(dictionary, from + 1, to, to, to);
            } else {
                tally.deepFrames++;
            }
            from = to;
        }
        row.stack = dictionary.stack(reversed(depth), depth);
        rows.add(row);
        tally.samples += row.samples;
    }

    private int frameEnd(int from, int end) {
        int i = from;
        while (i < end && line.at(i) != ';') {
            i++;
        }
        return i;
    }

    private int[] reversed(int depth) {
        int[] leafFirst = new int[depth];
        for (int i = 0; i < depth; i++) {
            leafFirst[i] = frames[depth - 1 - i];
        }
        return leafFirst;
    }
}
