package faastrace.trace;

import java.util.Locale;

/** Converts between times written as {@code seconds.fraction} and nanoseconds. */
public final class Nanos {
    private static final int MOST_SECOND_DIGITS = 10;
    public static final int MOST_FRACTION_DIGITS = 9;
    private static final long PER_SECOND = 1_000_000_000L;

    /**
     * The maximum number of seconds. Every time within this second, and the start of the next one, fits into a long as
     * nanoseconds. As a date, the maximum is in the year 2262.
     */
    public static final long MOST_SECONDS = Long.MAX_VALUE / PER_SECOND - 1;

    /**
     * How many nanoseconds one unit of a fraction's last digit stands for, indexed by the number of digits in the
     * fraction.
     */
    private static final long[] SCALES = {
        PER_SECOND, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1
    };

    private Nanos() {}

    /**
     * Parses a time, which consists of digits, a point, and one to nine digits. Throws {@link IllegalArgumentException}
     * if the text has another form or the number of seconds is too large.
     */
    public static long parse(String text) {
        int point = text.indexOf('.');
        int fraction = text.length() - point - 1;
        if (point < 1 || point > MOST_SECOND_DIGITS || fraction < 1 || fraction > MOST_FRACTION_DIGITS) {
            throw new IllegalArgumentException("not a time: " + text);
        }
        long seconds = digits(text, 0, point);
        if (seconds > MOST_SECONDS) {
            throw new IllegalArgumentException("not a time: " + text);
        }
        return of(seconds, digits(text, point + 1, text.length()), fraction);
    }

    /** Converts whole seconds and a fraction with the given number of digits (at most nine). */
    public static long of(long seconds, long fraction, int digits) {
        return seconds * PER_SECOND + fraction * SCALES[digits];
    }

    /** Formats a time as {@code seconds.fraction} with nine digits. */
    public static String format(long nanos) {
        return String.format(Locale.ROOT, "%d.%09d", nanos / PER_SECOND, nanos % PER_SECOND);
    }

    private static long digits(String text, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw new IllegalArgumentException("not a time: " + text);
            }
            number = number * 10 + c - '0';
        }
        return number;
    }
}
