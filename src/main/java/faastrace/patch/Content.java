package faastrace.patch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * What a file holds. Two contents with the same bytes and the same run bit are equal.
 *
 * @param bytes not copied, so nobody may change them
 * @param executable whether the file may be run
 */
public record Content(byte[] bytes, boolean executable) {
    public Content {
        Objects.requireNonNull(bytes);
    }

    /** UTF-8 text that is not to be run. */
    public static Content of(String text) {
        return new Content(text.getBytes(StandardCharsets.UTF_8), false);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Content c && executable == c.executable && Arrays.equals(bytes, c.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + Boolean.hashCode(executable);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes" + (executable ? ", executable" : "");
    }
}
