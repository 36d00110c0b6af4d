package faastrace.template;

import faastrace.problem.Problem;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;

/** A file of a template. Large files on disk are read only when they are needed, because most of them never are. */
public final class TemplateFile {
    private static final long MOST_TEXT = 16L << 20;

    private final String path;
    private final boolean executable;
    private final long size;
    private final Supplier<byte[]> content;

    /**
     * @param path relative to the template's folder, with {@code /}
     * @param bytes the content; not copied, so callers must not change it
     * @param executable whether any execute bit is set
     */
    public TemplateFile(String path, byte[] bytes, boolean executable) {
        this(path, bytes.length, executable, () -> bytes);
    }

    private TemplateFile(String path, long size, boolean executable, Supplier<byte[]> content) {
        this.path = Objects.requireNonNull(path);
        this.executable = executable;
        this.size = size;
        this.content = content;
    }

    /**
     * A file whose content is read when it is first needed. If the content is dropped to free memory, it is read again.
     */
    static TemplateFile later(String path, long size, boolean executable, Supplier<byte[]> read) {
        return new TemplateFile(path, size, executable, new Again(read));
    }

    /** A file of UTF-8 text. */
    public static TemplateFile of(String path, String text) {
        return new TemplateFile(path, text.getBytes(StandardCharsets.UTF_8), false);
    }

    /** The path relative to the template's folder, with {@code /}. */
    public String path() {
        return path;
    }

    /** The content, which callers must not change. */
    public byte[] bytes() {
        return content.get();
    }

    /** Whether any execute bit is set. */
    public boolean executable() {
        return executable;
    }

    /** The content as text. If it is not valid UTF-8, it is read as ISO-8859-1, so that no byte is lost. */
    public String text() {
        if (size > MOST_TEXT) {
            throw new Problem(path, "is larger than 16 MiB, the limit for text files", "make it smaller");
        }
        return LosslessText.decode(bytes());
    }

    /** A copy with another text, in the charset of this file. */
    public TemplateFile withText(String text) {
        return new TemplateFile(path, text.getBytes(LosslessText.charset(bytes())), executable);
    }

    /** Keeps the content while there is memory for it. Not thread-safe. */
    private static final class Again implements Supplier<byte[]> {
        private final Supplier<byte[]> read;
        private SoftReference<byte[]> kept = new SoftReference<>(null);

        Again(Supplier<byte[]> read) {
            this.read = read;
        }

        @Override
        public byte[] get() {
            byte[] bytes = kept.get();
            if (bytes == null) {
                bytes = read.get();
                kept = new SoftReference<>(bytes);
            }
            return bytes;
        }
    }
}
