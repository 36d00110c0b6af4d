package faastrace.trace.table;

import java.util.Arrays;

/** The names and stacks of a trace. Each name and each stack is stored once, however often it occurs. */
public final class Dictionary {
    /** Separates a frame's symbol from its module. Neither of them can contain a line feed. */
    public static final byte BETWEEN = '\n';

    public final TextTable commands = new TextTable();
    public final TextTable events = new TextTable();
    public final TextTable frames = new TextTable();

    /** Stacks as frame ids, leaf first. */
    public final SequenceTable stacks = new SequenceTable();

    public final TextTable invocations = new TextTable();

    /**
     * Sets of invocations that own a sample together, as sorted indices into {@link #invocations}. The first set is
     * empty.
     */
    public final SequenceTable owners = new SequenceTable();

    /**
     * The maximum memory for stacks, in bytes. Without a limit, a file in which every stack is different would use up
     * the memory.
     */
    private static final long MOST = Runtime.getRuntime().maxMemory() / 16;

    private static final long MOST_OF_FRAMES = MOST / 4;
    private static final long MOST_OF_NAMES = MOST / 32;

    /** The memory in bytes that a stack needs in addition to its frames: a row, and entries in tables. */
    private static final int AROUND_A_STACK = 300;

    /** Replaces the names and stacks for which there was no room left. */
    private static final byte[] LEFT_OUT = {'[', 'l', 'e', 'f', 't', ' ', 'o', 'u', 't', ']'};

    private byte[] scratch = new byte[256];
    private long stackBytes;
    private long leftOut;

    /** Creates a dictionary that contains only the empty set of owners, whose id is 0. */
    public Dictionary() {
        owners.id();
    }

    /** An estimate of the memory in use, in bytes. */
    public long memory() {
        long texts = (long) commands.length() + events.length() + frames.length() + invocations.length();
        return texts + 4L * (stacks.total() + owners.total()) + 24L * (frames.size() + stacks.size() + owners.size());
    }

    /** The id of the frame whose symbol and module are the given parts of the text. */
    public int frame(byte[] text, int symbolFrom, int symbolTo, int moduleFrom, int moduleTo) {
        int symbol = symbolTo - symbolFrom;
        int module = moduleTo - moduleFrom;
        if (scratch.length <= symbol + module) {
            scratch = new byte[symbol + module + 1];
        }
        System.arraycopy(text, symbolFrom, scratch, 0, symbol);
        scratch[symbol] = BETWEEN;
        System.arraycopy(text, moduleFrom, scratch, symbol + 1, module);
        int length = symbol + module + 1;
        return room(frames, scratch, 0, length, MOST_OF_FRAMES) ? frames.id(scratch, 0, length) : frameLeftOut();
    }

    /** The id of a thread or event name. */
    public int name(TextTable names, byte[] bytes, int from, int to) {
        boolean room = room(names, bytes, from, to, MOST_OF_NAMES);
        return room ? names.id(bytes, from, to) : names.id(LEFT_OUT);
    }

    /** The id of the stack that consists of the first {@code depth} frames of the sequence. */
    public int stack(int[] sequence, int depth) {
        int known = stacks.find(sequence, depth);
        if (known >= 0) {
            return known;
        }
        long size = AROUND_A_STACK;
        for (int i = 0; i < depth; i++) {
            size += Integer.BYTES + frames.length(sequence[i]);
        }
        if (stackBytes + size > MOST) {
            leftOut++;
            return stacks.id(frameLeftOut());
        }
        stackBytes += size;
        return stacks.id(sequence, depth);
    }

    /** The number of names and stacks that were left out because there was no room. */
    public long leftOut() {
        return leftOut;
    }

    private boolean room(TextTable names, byte[] bytes, int from, int to, long most) {
        boolean room = names.length() + to - from <= most || names.known(bytes, from, to);
        leftOut += room ? 0 : 1;
        return room;
    }

    private int frameLeftOut() {
        byte[] frame = Arrays.copyOf(LEFT_OUT, LEFT_OUT.length + 1);
        frame[LEFT_OUT.length] = BETWEEN;
        return frames.id(frame);
    }
}
