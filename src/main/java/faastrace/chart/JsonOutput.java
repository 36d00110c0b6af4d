package faastrace.chart;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes JSON, of which nearly all is long lists of numbers, without making a text of each. */
final class JsonOutput {
    private static final int BUFFER = 1 << 16;
    private static final int ROOM = 32;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int used;
    private boolean first = true;

    JsonOutput(OutputStream out) {
        this.out = out;
    }

    JsonOutput open(char bracket) throws IOException {
        separate();
        put(bracket);
        first = true;
        return this;
    }

    JsonOutput close(char bracket) throws IOException {
        put(bracket);
        first = false;
        return this;
    }

    JsonOutput key(String name) throws IOException {
        text(name);
        put(':');
        first = true;
        return this;
    }

    JsonOutput text(String text) throws IOException {
        separate();
        put('"');
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            character(c);
        }
        put('"');
        return this;
    }

    JsonOutput number(long number) throws IOException {
        separate();
        if (number < 0) {
            raw(Long.toString(number));
            return this;
        }
        room();
        int end = used;
        long rest = number;
        do {
            buffer[end++] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        for (int low = used, high = end - 1; low < high; low++, high--) {
            byte digit = buffer[low];
            buffer[low] = buffer[high];
            buffer[high] = digit;
        }
        used = end;
        return this;
    }

    JsonOutput bool(boolean value) throws IOException {
        separate();
        raw(Boolean.toString(value));
        return this;
    }

    void flush() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }

    private void character(int c) throws IOException {
        if (c == '"' || c == '\\') {
            put('\\');
            put((char) c);
        } else if (c < ' ' || c == '<' || c == 0x2028 || c == 0x2029 || c >= 0xd800 && c <= 0xdfff) {
            raw(String.format("\\u%04x", c)); // an opening angle could end the script that it stands in
        } else if (c < 0x80) {
            put((char) c);
        } else {
            raw(Character.toString(c));
        }
    }

    private void separate() throws IOException {
        if (!first) {
            put(',');
        }
        first = false;
    }

    private void put(char ascii) throws IOException {
        room();
        buffer[used++] = (byte) ascii;
    }

    private void raw(String text) throws IOException {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            room();
            buffer[used++] = b;
        }
    }

    private void room() throws IOException {
        if (used > BUFFER - ROOM) {
            flush();
        }
    }
}
