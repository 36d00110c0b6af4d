package faastrace.overlay;

/**
 * Text that a pattern may look at only so often: hostile files can make a backtracking pattern run for ever, this ends
 * it.
 */
public final class BoundedText implements CharSequence {
    private static final int MOST_LOOKS = 20_000_000;

    private final String text;
    private final int[] looks;
    private final int start;
    private final int end;

    public BoundedText(String text) {
        this(text, 0, text.length(), new int[1]);
    }

    private BoundedText(String text, int start, int end, int[] looks) {
        this.text = text;
        this.start = start;
        this.end = end;
        this.looks = looks;
    }

    /** Thrown where the pattern has looked too often. */
    public static final class TooManyLooks extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public int length() {
        return end - start;
    }

    @Override
    public char charAt(int index) {
        if (++looks[0] > MOST_LOOKS) {
            throw new TooManyLooks();
        }
        return text.charAt(start + index);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
        return new BoundedText(text, start + from, start + to, looks);
    }

    @Override
    public String toString() {
        return text.substring(start, end);
    }
}
