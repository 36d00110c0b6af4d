package faastrace.overlay.match;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A text that limits how many characters the patterns can read. Without this limit, hostile files could make a
 * backtracking pattern run almost forever. Many patterns on many files could together take as long, so there is also a
 * limit for the whole run.
 */
public final class BoundedText implements CharSequence {
    private static final long MOST_LOOKS = 20_000_000;

    private static final long MOST_LOOKS_OF_ALL = 200_000_000;

    /** How many more reads this run allows: a fixed number at first, plus some for each character of a text. */
    private static final AtomicLong LEFT = new AtomicLong(MOST_LOOKS_OF_ALL);

    private static final int USUAL = 100;

    private final String text;
    private final Looks looks;
    private final int start;
    private final int end;

    /** A text with a budget of its own. */
    public BoundedText(String text) {
        this(text, new Looks());
    }

    /** @param looks the budget, which all texts for the same overlay's patterns share */
    public BoundedText(String text, Looks looks) {
        this(text, 0, text.length(), looks);
        LEFT.addAndGet((long) USUAL * text.length());
    }

    private BoundedText(String text, int start, int end, Looks looks) {
        this.text = text;
        this.start = start;
        this.end = end;
        this.looks = looks;
    }

    /** Starts a new run with the full budget. */
    public static void renew() {
        LEFT.set(MOST_LOOKS_OF_ALL);
    }

    /** Counts the characters that the patterns have read. */
    public static final class Looks {
        private static final int STEP = 1 << 16;

        private long count;

        private void more() {
            if (++count % STEP == 0 && (count > MOST_LOOKS || LEFT.addAndGet(-STEP) < 0)) {
                throw new TooManyLooks();
            }
        }
    }

    /** Thrown when the patterns have read too many characters. */
    public static final class TooManyLooks extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public int length() {
        return end - start;
    }

    @Override
    public char charAt(int index) {
        looks.more();
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
