package faastrace.trace.read;

/** A piece of a trace's text that can be parsed independently of the text before and after it. */
final class Chunk {
    /** The usual size in bytes. It is so small that a piece is still in the CPU cache when it is parsed. */
    static final int SIZE = 1 << 19;

    /**
     * The number of spare bytes at the end. They are needed because scanning may read one word past the end of the
     * text.
     */
    private static final int BEYOND = 16;

    final byte[] bytes;
    final int size;

    /** The number of bytes of text in this piece. A line feed follows the text. */
    int length;

    /** The position of this piece in the trace. The first piece has the position 0. */
    int number;

    /** Whether the trace was truncated at the end of this piece. */
    boolean torn;

    Chunk(int size) {
        this.size = size;
        bytes = new byte[size + BEYOND];
    }
}
