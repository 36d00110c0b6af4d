package faastrace.trace;

import java.util.Locale;

/** Times written as {@code seconds.fraction}, kept as nanoseconds. */
final class Nanos {
    static final int MOST_SECOND_DIGITS = 9;
    static final int MOST_FRACTION_DIGITS = 9;
    private static final long PER_SECOND = 1_000_000_000L;

    private Nanos() {}

    /** Throws {@link IllegalArgumentException} for anything but digits, a point and one to nine digits. */
    static long parse(String text) {
        int point = text.indexOf('.');
        int fraction = text.length() - point - 1;
        if (point < 1 || point > MOST_SECOND_DIGITS || fraction < 1 || fraction > MOST_FRACTION_DIGITS) {
            throw new IllegalArgumentException("not a time: " + text);
        }
        long nanos = digits(text, 0, point) * PER_SECOND;
        long scale = PER_SECOND;
        for (int i = 0; i < fraction; i++) {
            scale /= 10;
        }
        return nanos + digits(text, point + 1, text.length()) * scale;
    }

    static String format(long nanos) {
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
