package faastrace.trace;

import java.nio.charset.StandardCharsets;

/** One line as bytes, without its line end; the buffer behind it is reused for the next. */
final class Line {
    private final byte[] bytes;
    private final int length;

    /** Trailing blanks and the carriage return of a CRLF are no part of the line. */
    Line(byte[] bytes, int length) {
        this.bytes = bytes;
        int end = length;
        while (end > 0 && (bytes[end - 1] == ' ' || bytes[end - 1] == '\t' || bytes[end - 1] == '\r')) {
            end--;
        }
        this.length = end;
    }

    int length() {
        return length;
    }

    /** The byte at that place, or 0 outside the line. */
    byte at(int i) {
        return i >= 0 && i < length ? bytes[i] : 0;
    }

    boolean blankAt(int i) {
        return at(i) == ' ' || at(i) == '\t';
    }

    boolean digitAt(int i) {
        return at(i) >= '0' && at(i) <= '9';
    }

    boolean hexAt(int i) {
        return digitAt(i) || at(i) >= 'a' && at(i) <= 'f' || at(i) >= 'A' && at(i) <= 'F';
    }

    /** The first place from there on that is no blank. */
    int skipBlanks(int from) {
        int i = from;
        while (blankAt(i)) {
            i++;
        }
        return i;
    }

    /** The first place of the run of other than blanks that ends before there. */
    int tokenStart(int end) {
        int i = end;
        while (i > 0 && !blankAt(i - 1)) {
            i--;
        }
        return i;
    }

    /** The end of what stands before the blanks that end there. */
    int endBeforeBlanks(int end) {
        int i = end;
        while (blankAt(i - 1)) {
            i--;
        }
        return i;
    }

    boolean startsWith(String ascii, int from) {
        for (int i = 0; i < ascii.length(); i++) {
            if (at(from + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** That part as text; bytes that are no UTF-8 become U+FFFD. */
    String text(int from, int to) {
        return from >= to ? "" : new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    String text() {
        return text(0, length);
    }
}
