package faastrace.template;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Bytes to text and back without loss. */
public final class LosslessText {
    private LosslessText() {}

    /** The charset that gives these bytes back: UTF-8 where they are valid, else ISO-8859-1, which takes any. */
    public static Charset charset(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return StandardCharsets.UTF_8;
        } catch (CharacterCodingException notUtf8) {
            return StandardCharsets.ISO_8859_1;
        }
    }

    /** The text: UTF-8, or ISO-8859-1 where the bytes are no UTF-8. */
    public static String decode(byte[] bytes) {
        return new String(bytes, charset(bytes));
    }
}
