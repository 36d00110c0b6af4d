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

/** A trace on its way to the disk: a dot-file that is renamed once all of it is there, or is gone. */
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
     * @param key what makes it the same as one sent before
     * @param limit the most bytes it may have as they arrive
     * @param hurried whether to spare the time that packing takes
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

    /** Why a body larger than so many bytes is not taken. */
    public static Rejection tooLarge(long limit) {
        return new Rejection(
                Rejection.Reason.TOO_LARGE,
                "the body is larger than " + limit + " bytes",
                "send it packed with gzip, or record shorter windows");
    }

    /** Takes the next bytes; the caller must {@link #discard} after any failure. */
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
            // Whoever kept it may not have come to that yet.
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

    /** Whether what was kept had come before, so that this is only told again. */
    public boolean repeated() {
        return repeated;
    }

    /** Leaves nothing behind. Does nothing to a trace that was kept. */
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
            // The next sweep takes what could not be deleted now.
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

    /** Gzip for text that packs well anyway: speed counts. */
    private static final class Packing extends GZIPOutputStream {
        Packing(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }

        /** Its memory lies outside the heap, where no collection looks in time. */
        void free() {
            def.end();
        }
    }
}
