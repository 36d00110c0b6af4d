package faastrace.template;

import faastrace.problem.Problem;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;

/** A file of a template. Large ones on disk are read when they are asked for, since most are only passed by. */
public final class TemplateFile {
    private static final long MOST_TEXT = 16L << 20;

    private final String path;
    private final boolean executable;
    private final long size;
    private final Supplier<byte[]> content;

    /**
     * @param path relative to the template's folder, with {@code /}
     * @param bytes its content; not copied, so nobody may change it
     * @param executable whether any run bit is set
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

    /** A file whose content is read when it is first asked for, and again where memory was needed for something else. */
    static TemplateFile later(String path, long size, boolean executable, Supplier<byte[]> read) {
        return new TemplateFile(path, size, executable, new Again(read));
    }

    /** A file of UTF-8 text. */
    public static TemplateFile of(String path, String text) {
        return new TemplateFile(path, text.getBytes(StandardCharsets.UTF_8), false);
    }

    /** Relative to the template's folder, with {@code /}. */
    public String path() {
        return path;
    }

    /** Its content; nobody may change it. */
    public byte[] bytes() {
        return content.get();
    }

    /** Whether any run bit is set. */
    public boolean executable() {
        return executable;
    }

    /** The content as text: UTF-8, or ISO-8859-1 where the bytes are no UTF-8, so that it always round-trips. */
    public String text() {
        if (size > MOST_TEXT) {
            throw new Problem(path, "is larger than 16 MiB, too large for a text", "make it smaller");
        }
        return LosslessText.decode(bytes());
    }

    /** The same file with another text, in the charset that it has. */
    public TemplateFile withText(String text) {
        return new TemplateFile(path, text.getBytes(LosslessText.charset(bytes())), executable);
    }

    /** Keeps what was read while there is memory for it. For one thread. */
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
