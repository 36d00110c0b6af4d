package faastrace.patch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The content of a file, or the target of a symbolic link. Two contents are equal if they have the same bytes, the same
 * execute permission and the same type (file or link).
 *
 * @param bytes the content, or the target path of a link; not copied, so callers must not change it
 * @param executable whether the file is executable
 * @param isLink whether this is a symbolic link; if a change is neither from a link nor to a link, a link on disk is an
 *     error
 */
public record Content(byte[] bytes, boolean executable, boolean isLink) {
    public Content {
        Objects.requireNonNull(bytes);
    }

    /** The content of a plain file. */
    public Content(byte[] bytes, boolean executable) {
        this(bytes, executable, false);
    }

    /** UTF-8 text that is not executable. */
    public static Content of(String text) {
        return new Content(text.getBytes(StandardCharsets.UTF_8), false);
    }

    /** A symbolic link to the given path. */
    public static Content linkTo(String target) {
        return new Content(target.getBytes(StandardCharsets.UTF_8), false, true);
    }

    @Override
    public boolean equals(@Nullable Object other) {
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
