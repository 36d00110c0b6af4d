package faastrace.trace.table;

import java.util.Arrays;

/** The texts and stacks of a trace, each kept once, however often it occurs. */
public final class Dictionary {
    /** Stands between a frame's symbol and its module, since neither can hold a line end. */
    public static final byte BETWEEN = '\n';

    public final TextTable commands = new TextTable();
    public final TextTable events = new TextTable();
    public final TextTable frames = new TextTable();

    /** Frames, leaf first. */
    public final SequenceTable stacks = new SequenceTable();

    public final TextTable invocations = new TextTable();

    /** The ids of the invocations that own a sample together; the first is nobody. */
    public final SequenceTable owners = new SequenceTable();

    /** The most that texts, and stacks, may take, in bytes: a file can have endlessly many that differ. */
    private static final long MOST = Runtime.getRuntime().maxMemory() / 16;

    private static final long MOST_OF_FRAMES = MOST / 4;
    private static final long MOST_OF_NAMES = MOST / 32;

    /** What a stack takes besides its frames: a row, and a place in tables. */
    private static final int AROUND_A_STACK = 300;

    /** Stands for all that came when there was no more room. */
    private static final byte[] LEFT_OUT = {'[', 'l', 'e', 'f', 't', ' ', 'o', 'u', 't', ']'};

    private byte[] scratch = new byte[256];
    private long stackBytes;
    private long leftOut;

    /** Empty but for the set of no owners, which is number 0. */
    public Dictionary() {
        owners.id();
    }

    /** An estimate of the memory in use. */
    public long memory() {
        long texts = (long) commands.length() + events.length() + frames.length() + invocations.length();
        return texts + 4L * (stacks.total() + owners.total()) + 24L * (frames.size() + stacks.size() + owners.size());
    }

    /** The number of the frame with the symbol and the module that stand in those parts of a text. */
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

    /** The number of the name of a command or an event. */
    public int name(TextTable names, byte[] bytes, int from, int to) {
        boolean room = room(names, bytes, from, to, MOST_OF_NAMES);
        return room ? names.id(bytes, from, to) : names.id(LEFT_OUT);
    }

    /** The number of the stack that the first so many frames make. */
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

    /** How many names and stacks found no room. */
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
