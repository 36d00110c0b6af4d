package faastrace.template;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A file of a template.
 *
 * @param path relative to the template's folder, with {@code /}
 * @param bytes its content; not copied, so nobody may change it
 * @param executable whether any run bit is set
 */
public record TemplateFile(String path, byte[] bytes, boolean executable) {
    public TemplateFile {
        Objects.requireNonNull(path);
        Objects.requireNonNull(bytes);
    }

    /** The content as text: UTF-8, or ISO-8859-1 where the bytes are no UTF-8, so that it always round-trips. */
    public String text() {
        return Text.decode(bytes);
    }

    /** The same file with another text, in the charset that it has. */
    public TemplateFile withText(String text) {
        return new TemplateFile(path, text.getBytes(Text.charset(bytes)), executable);
    }

    /** A file of UTF-8 text. */
    public static TemplateFile of(String path, String text) {
        return new TemplateFile(path, text.getBytes(StandardCharsets.UTF_8), false);
    }
}
