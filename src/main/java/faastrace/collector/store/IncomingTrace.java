package faastrace.collector.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** A trace that is being received: a dot-file, which is renamed once it is complete, or deleted. */
public final class IncomingTrace {
    private static final int BUFFER = 32 * 1024;

    private final TraceFolder folder;
    private final Retention retention;
    private final TraceName name;
    private final Optional<UploadKey> key;
    private final boolean declaredGzip;
    private final long limit;
    private final boolean hurried;
    private final BodySniffer first = new BodySniffer();
    private long received;
    private Path part;
    private FileChannel channel;
    private Packing packing;
    private StoredGzip wrapping;
    private boolean over;
    private boolean repeated;

    /**
     * @param key the key that identifies repeated uploads of the same trace
     * @param limit the maximum size of the body as sent, in bytes
     * @param hurried whether to skip compression to save time
     */
    public IncomingTrace(
            TraceFolder folder,
            Retention retention,
            TraceName name,
            Optional<UploadKey> key,
            boolean declaredGzip,
            long limit,
            boolean hurried) {
        this.folder = folder;
        this.retention = retention;
        this.name = name;
        this.key = key;
        this.declaredGzip = declaredGzip;
        this.limit = limit;
        this.hurried = hurried;
    }

    /** The rejection of a body that is larger than the limit. */
    public static Rejection tooLarge(long limit) {
        return new Rejection(
                Rejection.Reason.TOO_LARGE,
                "the body is larger than " + limit + " bytes",
                "compress it with gzip, or record shorter windows");
    }

    /** Writes the next bytes. After any failure, the caller must call {@link #discard}. */
    public synchronized void write(ByteBuffer buffer) throws IOException {
        requireOpen();
        received += buffer.remaining();
        if (received > limit) {
            throw tooLarge(limit);
        }
        if (channel == null) {
            first.take(buffer);
        }
        if (channel == null && first.full()) {
            open();
        }
        if (buffer.hasRemaining()) {
            put(buffer);
        }
    }

    /** Makes the trace durable and visible, in this order; only then may it be acknowledged. */
    public synchronized StoredTrace keep() throws IOException {
        requireOpen();
        if (channel == null) {
            open();
        }
        if (packing != null) {
            packing.finish();
        } else if (wrapping != null) {
            wrapping.finish();
        }
        StoredTrace stored = folder.placeOf(part, name, key, channel.size());
        repeated = key.isPresent() && Files.exists(part.resolveSibling(stored.file()));
        if (repeated) {
            // The other upload may not have synced the folder yet.
            folder.force(part.getParent());
            discard();
            return stored;
        }
        retention.admit(stored.bytes());
        folder.force(channel);
        close();
        folder.publish(part, stored);
        over = true;
        return stored;
    }

    /** Whether this upload repeated one that had already been stored. */
    public boolean repeated() {
        return repeated;
    }

    /** Deletes the partial file. Does nothing if the trace was stored. */
    public synchronized void discard() {
        if (over) {
            return;
        }
        over = true;
        try {
            if (channel != null) {
                close();
                Files.deleteIfExists(part);
            }
        } catch (IOException left) {
            // The next sweep deletes the file.
        }
    }

    long received() {
        return received;
    }

    private void open() throws IOException {
        first.check(declaredGzip);
        part = folder.newPart(name);
        channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (!first.gzip() && hurried) {
            wrapping = new StoredGzip(channel);
        } else if (!first.gzip()) {
            packing = new Packing(Channels.newOutputStream(channel));
        }
        put(first.bytes());
        first.forget();
    }

    private void put(ByteBuffer buffer) throws IOException {
        if (packing != null) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            packing.write(bytes);
        } else if (wrapping != null) {
            wrapping.write(buffer);
        }
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private void close() throws IOException {
        if (packing != null) {
            packing.free();
        }
        channel.close();
    }

    private void requireOpen() throws IOException {
        if (over) {
            throw new IOException("the collector is stopping");
        }
    }

    /** Compresses at the highest speed, because the text compresses well anyway. */
    private static final class Packing extends GZIPOutputStream {
        Packing(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }

        /** Frees memory outside the heap, which garbage collection would not free in time. */
        void free() {
            def.end();
        }
    }
}
