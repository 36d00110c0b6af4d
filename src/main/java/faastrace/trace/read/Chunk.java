package faastrace.trace.read;

/** A piece of a trace's text that can be parsed independently of the text before and after it. */
final class Chunk {
    /** The usual size, small enough that the data just read is still in the CPU cache when it is parsed. */
    static final int SIZE = 1 << 19;

    /** Spare bytes, because scanning may read one word past the end. */
    private static final int BEYOND = 16;

    final byte[] bytes;
    final int size;

    /** The number of bytes in it. They are followed by a line feed. */
    int length;

    /** Its position among the pieces, starting at 0. */
    int number;

    /** Whether the trace was truncated at the end of this piece. */
    boolean torn;

    Chunk(int size) {
        this.size = size;
        bytes = new byte[size + BEYOND];
    }
}
