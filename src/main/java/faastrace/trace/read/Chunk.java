package faastrace.trace.read;

/** A piece of a trace's text, as long as fits, that can be read without what stands before and behind it. */
final class Chunk {
    /** Small enough that what was just read is still near the processor when it is looked at. */
    static final int SIZE = 1 << 19;

    /** Whoever scans may look a word beyond the end. */
    private static final int BEYOND = 16;

    final byte[] bytes;
    final int size;

    /** How many bytes it has; a line end stands behind them. */
    int length;

    /** Its place among the pieces. */
    int number;

    /** Whether the trace broke off at its end. */
    boolean torn;

    Chunk(int size) {
        this.size = size;
        bytes = new byte[size + BEYOND];
    }
}
