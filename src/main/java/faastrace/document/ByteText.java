package faastrace.document;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Text as Go stores it, as UTF-8 bytes. Here, each char holds one byte. Lengths and positions count bytes, so cutting
 * such a text may split a character.
 */
final class ByteText {
    /** The code point returned for an invalid byte. */
    static final int INVALID = 0xFFFD;

    private static final String INVALID_WRITTEN = of("\uFFFD");

    private ByteText() {}

    static String of(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Converts the bytes back to text. */
    static String decode(String bytes) throws CharacterCodingException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
    }

    /** The character that starts at the given byte, or {@link #INVALID}. The text ends before {@code end}. */
    static int characterAt(String bytes, int at, int end) {
        int first = bytes.charAt(at);
        int width = claimedWidth(first);
        if (width == 1 || at + width > end) {
            return first < 0x80 ? first : INVALID;
        }
        int character = first & 0x7F >> width;
        for (int i = 1; i < width; i++) {
            int next = bytes.charAt(at + i);
            if ((next & 0xC0) != 0x80) {
                return INVALID;
            }
            character = character << 6 | next & 0x3F;
        }
        return isShortest(character, width) ? character : INVALID;
    }

    /** The number of bytes of the character that starts at the given byte; one if the byte is invalid. */
    static int widthAt(String bytes, int at, int end) {
        int character = characterAt(bytes, at, end);
        boolean invalid = character == INVALID && !(at + 3 <= end && bytes.startsWith(INVALID_WRITTEN, at));
        return invalid ? 1 : width(character);
    }

    /** The text with its characters in reverse order. */
    static String reversed(String bytes) {
        if (isAscii(bytes)) {
            return new StringBuilder(bytes).reverse().toString();
        }
        StringBuilder text = new StringBuilder(bytes.length());
        for (int at = 0; at < bytes.length(); at += widthAt(bytes, at, bytes.length())) {
            text.appendCodePoint(characterAt(bytes, at, bytes.length()));
        }
        return of(text.reverse().toString());
    }

    private static boolean isAscii(String bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            if (bytes.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static int claimedWidth(int first) {
        return first < 0xC2 || first > 0xF4 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    }

    private static boolean isShortest(int character, int width) {
        boolean surrogate = character >= 0xD800 && character <= 0xDFFF;
        return width == width(character) && !surrogate && character <= Character.MAX_CODE_POINT;
    }

    private static int width(int character) {
        return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    }
}
