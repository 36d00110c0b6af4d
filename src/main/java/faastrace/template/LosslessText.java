package faastrace.template;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Converts bytes to text and back without loss. */
public final class LosslessText {
    private LosslessText() {}

    /**
     * The charset that converts these bytes without loss: UTF-8 if they are valid, otherwise ISO-8859-1, which accepts
     * any bytes.
     */
    public static Charset charset(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return StandardCharsets.UTF_8;
        } catch (CharacterCodingException notUtf8) {
            return StandardCharsets.ISO_8859_1;
        }
    }

    /** The bytes as text. If they are not valid UTF-8, they are read as ISO-8859-1. */
    public static String decode(byte[] bytes) {
        return new String(bytes, charset(bytes));
    }
}
