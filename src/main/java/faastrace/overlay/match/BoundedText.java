package faastrace.overlay.match;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Text of which patterns can read only a limited number of characters. Hostile files can make a backtracking pattern
 * run almost forever. Many patterns on many files could together take as long, so there is also a limit for the whole
 * run.
 */
public final class BoundedText implements CharSequence {
    private static final long MOST_LOOKS = 20_000_000;

    private static final long MOST_LOOKS_OF_ALL = 200_000_000;

    /** The reads that are left for all patterns of this run: a fixed number, plus some for each character of a text. */
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

    /** @param looks the budget, shared with other texts that patterns of the same overlay read */
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

    /** Counts how many characters patterns have read. */
    public static final class Looks {
        private static final int STEP = 1 << 16;

        private long count;

        private void more() {
            if (++count % STEP == 0 && (count > MOST_LOOKS || LEFT.addAndGet(-STEP) < 0)) {
                throw new TooManyLooks();
            }
        }
    }

    /** Thrown when patterns have read too many characters. */
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
