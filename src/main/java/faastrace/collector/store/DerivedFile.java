package faastrace.collector.store;

import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A file next to a trace. It contains data that was computed from the trace, so that the data is computed only once.
 * The file's name begins with a dot, so the file is not listed. The name also contains the size and the modification
 * time of the trace. So if the trace changes, the file is no longer used. A trailer of 16 bytes shows whether the file
 * is complete. An incomplete file is treated as missing.
 */
public final class DerivedFile {
    /**
     * The kind of data. The number at the end changes when the format changes, so that files in the old format are
     * treated as missing.
     */
    public enum Kind {
        summary3,
        invocations2,
        profile6
    }

    private static final Pattern NAME = Pattern.compile("\\.(.+)~[0-9a-f]+-[0-9a-f]+~([a-z]+[0-9]+)");
    private static final int TAIL = 16;
    private static final int MAGIC = 0x66747263;

    /** Files of up to this many bytes are read into memory as a whole. */
    private static final int MOST_IN_MEMORY = 1 << 18;

    private DerivedFile() {}

    /** The path of the derived file of a trace; empty if the trace does not exist. */
    public static Optional<Path> path(Path trace, Kind kind) throws IOException {
        return TraceFolder.attributes(trace)
                .map(found -> path(trace, found.size(), found.lastModifiedTime().toMillis(), kind));
    }

    /** The path of the derived file of a trace with the given size and modification time. */
    public static Path path(Path trace, long bytes, long modified, Kind kind) {
        String stamp = Long.toHexString(bytes) + "-" + Long.toHexString(modified);
        return trace.resolveSibling("." + trace.getFileName() + "~" + stamp + "~" + kind);
    }

    /** The paths of all derived files of a trace, whether they exist or not. */
    public static List<Path> all(Path trace) throws IOException {
        List<Path> paths = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            path(trace, kind).ifPresent(paths::add);
        }
        return paths;
    }

    /** Deletes the files that exist. */
    public static void delete(List<Path> paths) throws IOException {
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }

    /** The name of the trace that a derived file belongs to; empty if the file is not a derived file. */
    public static Optional<String> owner(String file) {
        Matcher name = NAME.matcher(file);
        return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }

    /** Whether a file with the given name contains a summary. */
    public static boolean isSummary(String file) {
        return file.endsWith("~" + Kind.summary3);
    }

    /** Writes the content and the trailer. */
    public static void write(Path file, Content content) throws IOException {
        try (Summed out =
                new Summed(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            content.write(out);
            out.end();
        }
    }

    /** Writes the content of a file. */
    public interface Content {
        void write(OutputStream out) throws IOException;
    }

    /** The length of the content; empty if the file is missing or incomplete. */
    public static Optional<Long> length(Path file) throws IOException {
        Optional<BasicFileAttributes> there = TraceFolder.attributes(file);
        if (there.isEmpty() || there.get().size() < TAIL || !there.get().isRegularFile()) {
            return Optional.empty();
        }
        long length = there.get().size() - TAIL;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            CRC32 sum = new CRC32();
            byte[] piece = new byte[(int) Math.min(1 << 16, length)];
            long rest = length;
            while (rest > 0) {
                int read = in.read(piece, 0, (int) Math.min(piece.length, rest));
                if (read < 0) {
                    return Optional.empty();
                }
                sum.update(piece, 0, read);
                rest -= read;
            }
            return isTail(ByteBuffer.wrap(in.readNBytes(TAIL)), sum, length) ? Optional.of(length) : Optional.empty();
        }
    }

    /** The content, which the caller must close; empty if the file is missing or incomplete. */
    public static Optional<InputStream> open(Path file) throws IOException {
        Optional<BasicFileAttributes> there = TraceFolder.attributes(file);
        try {
            if (there.isEmpty() || !there.get().isRegularFile() || there.get().size() > MOST_IN_MEMORY) {
                return length(file).isPresent()
                        ? Optional.of(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS))
                        : Optional.empty();
            }
            byte[] all;
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                all = in.readNBytes(MOST_IN_MEMORY + 1);
            }
            int length = all.length - TAIL;
            return length >= 0 && isWhole(all, length)
                    ? Optional.of(new ByteArrayInputStream(all, 0, length))
                    : Optional.empty();
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    private static boolean isWhole(byte[] all, int length) {
        CRC32 sum = new CRC32();
        sum.update(all, 0, length);
        return isTail(ByteBuffer.wrap(all, length, TAIL), sum, length);
    }

    private static boolean isTail(ByteBuffer tail, CRC32 sum, long length) {
        return tail.remaining() == TAIL
                && tail.getInt() == MAGIC
                && tail.getInt() == (int) sum.getValue()
                && tail.getLong() == length;
    }

    /** A stream that also computes the checksum of the written bytes. */
    private static final class Summed extends FilterOutputStream {
        private final CRC32 sum = new CRC32();
        private long length;

        Summed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            sum.update(b);
            length++;
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            sum.update(bytes, from, count);
            length += count;
            out.write(bytes, from, count);
        }

        void end() throws IOException {
            ByteBuffer tail = ByteBuffer.allocate(TAIL);
            tail.putInt(MAGIC).putInt((int) sum.getValue()).putLong(length);
            out.write(tail.array());
        }
    }
}
