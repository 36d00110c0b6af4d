package faastrace.patch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * What a file holds, or where a symbolic link leads. Two contents with the same bytes, run bit and kind are equal.
 *
 * @param bytes not copied, so nobody may change them; of a link, the path it leads to
 * @param executable whether the file may be run
 * @param isLink whether it is a symbolic link; only such a change may meet one
 */
public record Content(byte[] bytes, boolean executable, boolean isLink) {
    public Content {
        Objects.requireNonNull(bytes);
    }

    /** A plain file's. */
    public Content(byte[] bytes, boolean executable) {
        this(bytes, executable, false);
    }

    /** UTF-8 text that is not to be run. */
    public static Content of(String text) {
        return new Content(text.getBytes(StandardCharsets.UTF_8), false);
    }

    /** A symbolic link to that path. */
    public static Content linkTo(String target) {
        return new Content(target.getBytes(StandardCharsets.UTF_8), false, true);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Content c
                && executable == c.executable
                && isLink == c.isLink
                && Arrays.equals(bytes, c.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + Boolean.hashCode(executable);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes" + (executable ? ", executable" : "") + (isLink ? ", a link" : "");
    }
}
