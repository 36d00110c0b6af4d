package faastrace.trace.read;

import faastrace.trace.table.Dictionary;
import faastrace.trace.table.TextTable;
import java.nio.charset.StandardCharsets;

/**
 * One line as bytes, without its line ending. An instance is a window into a buffer, and is moved from line to line.
 */
public final class LineBytes {
    private byte[] bytes = {};
    private int from;
    private int length;

    /** Moves the window to a line. Trailing blanks and the carriage return of a CRLF are not part of the line. */
    LineBytes show(byte[] buffer, int start, int lineEnd) {
        int end = lineEnd;
        while (end > start && (buffer[end - 1] == ' ' || buffer[end - 1] == '\t' || buffer[end - 1] == '\r')) {
            end--;
        }
        bytes = buffer;
        from = start;
        length = end - start;
        return this;
    }

    int length() {
        return length;
    }

    /** The byte at the given place, or 0 outside the line. */
    byte at(int i) {
        return i >= 0 && i < length ? bytes[from + i] : 0;
    }

    boolean blankAt(int i) {
        return at(i) == ' ' || at(i) == '\t';
    }

    boolean digitAt(int i) {
        return at(i) >= '0' && at(i) <= '9';
    }

    boolean letterAt(int i) {
        return at(i) >= 'a' && at(i) <= 'z' || at(i) >= 'A' && at(i) <= 'Z';
    }

    boolean hexAt(int i) {
        return digitAt(i) || at(i) >= 'a' && at(i) <= 'f' || at(i) >= 'A' && at(i) <= 'F';
    }

    /** The first non-blank place at or after {@code start}. */
    int skipBlanks(int start) {
        int i = start;
        while (blankAt(i)) {
            i++;
        }
        return i;
    }

    /** The start of the blanks that end at {@code end}; {@code end} itself if there are none. */
    int endBeforeBlanks(int end) {
        int i = end;
        while (blankAt(i - 1)) {
            i--;
        }
        return i;
    }

    boolean startsWith(String ascii, int start) {
        for (int i = 0; i < ascii.length(); i++) {
            if (at(start + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    boolean contains(String ascii) {
        for (int i = 0; i <= length - ascii.length(); i++) {
            if (startsWith(ascii, i)) {
                return true;
            }
        }
        return false;
    }

    /** The digits between the given places as a number. */
    long number(int start, int end) {
        long number = 0;
        for (int i = start; i < end; i++) {
            number = number * 10 + at(i) - '0';
        }
        return number;
    }

    /** The id of the name between the given places. */
    int id(Dictionary dictionary, TextTable names, int start, int end) {
        return dictionary.name(names, bytes, from + start, from + Math.max(start, end));
    }

    /** The id of the frame whose symbol and module are at the given places. */
    int frame(Dictionary dictionary, int symbolFrom, int symbolTo, int moduleFrom, int moduleTo) {
        return dictionary.frame(bytes, from + symbolFrom, from + symbolTo, from + moduleFrom, from + moduleTo);
    }

    /** The line as text. Bytes that are not valid UTF-8 become U+FFFD. */
    String text() {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }
}
