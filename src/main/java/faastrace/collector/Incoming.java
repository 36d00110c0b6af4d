package faastrace.collector;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;

/** A trace on its way to the disk: a dot-file that is renamed once all of it is there, or is gone. */
final class Incoming {
    private static final int BUFFER = 64 * 1024;
    private static final int TOO_LARGE = 413;

    private final TraceFolder folder;
    private final String name;
    private final boolean declaredGzip;
    private final long limit;
    private final FirstPiece first = new FirstPiece();
    private long received;
    private Path part;
    private FileChannel channel;
    private OutputStream out;
    private boolean over;

    Incoming(TraceFolder folder, String name, boolean declaredGzip, long limit) {
        this.folder = folder;
        this.name = name;
        this.declaredGzip = declaredGzip;
        this.limit = limit;
    }

    static Refusal tooLarge(long limit) {
        return new Refusal(
                TOO_LARGE,
                "the body is larger than " + limit + " bytes",
                "send it packed with gzip, or record shorter windows");
    }

    /** Takes the next bytes; the caller must {@link #discard} after any failure. */
    synchronized void write(ByteBuffer buffer) throws IOException {
        requireOpen();
        received += buffer.remaining();
        if (received > limit) {
            throw tooLarge(limit);
        }
        if (out == null) {
            first.take(buffer);
        }
        if (out == null && first.full()) {
            open();
        }
        if (buffer.hasRemaining()) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            out.write(bytes);
        }
    }

    /** Makes the trace durable and visible, in this order; only then may it be acknowledged. */
    synchronized StoredTrace keep() throws IOException {
        requireOpen();
        if (out == null) {
            open();
        }
        if (out instanceof GZIPOutputStream gzip) {
            gzip.finish();
        }
        out.flush();
        channel.force(true);
        long bytes = channel.size();
        out.close();
        Instant time = Instant.now();
        String file = TraceFolder.fileName(time);
        Files.move(part, part.resolveSibling(file), StandardCopyOption.ATOMIC_MOVE);
        over = true;
        TraceFolder.force(part.getParent());
        return new StoredTrace(name, file, bytes, TraceFolder.time(file).orElse(time));
    }

    /** Leaves nothing behind. Does nothing to a trace that was kept. */
    synchronized void discard() {
        if (over) {
            return;
        }
        over = true;
        try {
            if (channel != null) {
                channel.close();
                Files.deleteIfExists(part);
            }
        } catch (IOException left) {
            // The sweep at the next start takes what could not be deleted now.
        }
    }

    private void open() throws IOException {
        first.check(declaredGzip);
        part = folder.folderFor(name).resolve(TraceFolder.partName());
        channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream file = Channels.newOutputStream(channel);
        out = first.gzip() ? file : new GZIPOutputStream(file, BUFFER);
        out.write(first.bytes());
    }

    private void requireOpen() throws IOException {
        if (over) {
            throw new IOException("the collector is stopping");
        }
    }
}
