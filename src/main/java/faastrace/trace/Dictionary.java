package faastrace.trace;

/** The texts and stacks of a trace, each kept once, however often it occurs. */
final class Dictionary {
    /** Stands between a frame's symbol and its module, since neither can hold a line end. */
    private static final byte BETWEEN = '\n';

    final Names commands = new Names();
    final Names events = new Names();
    final Names frames = new Names();

    /** Frames, leaf first. */
    final Sequences stacks = new Sequences();

    final Names invocations = new Names();

    /** The ids of the invocations that own a sample together; the first is nobody. */
    final Sequences owners = new Sequences();

    private byte[] scratch = new byte[256];

    Dictionary() {
        owners.id();
    }

    /** An estimate of the memory in use. */
    long memory() {
        long texts = (long) commands.length() + events.length() + frames.length() + invocations.length();
        return texts + 4L * (stacks.total() + owners.total()) + 24L * (frames.size() + stacks.size() + owners.size());
    }

    /** The number of the frame with the symbol and the module that were found in the line. */
    int frame(Line line, FrameLine parts) {
        return frame(line, parts.symbolFrom(), parts.symbolTo(), parts);
    }

    /** The number of a frame of which only the name is known. */
    int frame(Line line, int from, int to) {
        return frame(line, from, to, null);
    }

    private int frame(Line line, int from, int to, FrameLine parts) {
        int symbol = to - from;
        int module = parts == null ? 0 : parts.moduleTo() - parts.moduleFrom();
        if (scratch.length <= symbol + module) {
            scratch = new byte[symbol + module + 1];
        }
        line.copy(from, symbol, scratch, 0);
        scratch[symbol] = BETWEEN;
        if (parts != null) {
            line.copy(parts.moduleFrom(), module, scratch, symbol + 1);
        }
        return frames.id(scratch, 0, symbol + module + 1);
    }

    Frame frame(int id) {
        String both = frames.text(id);
        int between = both.indexOf(BETWEEN);
        return new Frame(both.substring(0, between), both.substring(between + 1));
    }
}
