package faastrace.collector.store;

import faastrace.files.ParentFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A trace that is being received. It is written to a dot-file. The file is renamed when the trace is complete, or
 * deleted if the upload fails.
 */
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
    private NameFolders.@Nullable Part part;
    private @Nullable Packing packing;
    private @Nullable StoredGzip wrapping;
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
        if (part == null) {
            first.take(buffer);
        }
        if (part == null && first.full()) {
            open();
        }
        if (part != null && buffer.hasRemaining()) {
            put(part, buffer);
        }
    }

    /** Makes the trace durable, and then visible. Only after that can the trace be acknowledged. */
    public synchronized StoredTrace keep() throws IOException {
        requireOpen();
        NameFolders.Part file = part == null ? open() : part;
        if (packing != null) {
            packing.finish();
        } else if (wrapping != null) {
            wrapping.finish();
        }
        StoredTrace stored =
                folder.placeOf(file.path(), name, key, file.channel().size());
        repeated = key.isPresent() && Files.exists(file.path().resolveSibling(stored.file()));
        if (repeated) {
            // The earlier upload may not have synced the folder yet.
            folder.force(ParentFolder.of(file.path()));
            discard();
            return stored;
        }
        retention.admit(stored.bytes());
        folder.force(file.channel());
        close(file);
        folder.publish(file.path(), stored);
        over = true;
        return stored;
    }

    /** Whether an earlier upload with the same key had already stored the trace. */
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
            if (part != null) {
                close(part);
                folder.names().delete(part.path());
            }
        } catch (IOException left) {
            // The next sweep deletes the file.
        }
    }

    long received() {
        return received;
    }

    private NameFolders.Part open() throws IOException {
        first.check(declaredGzip);
        NameFolders.Part opened = folder.names().newPart(name);
        FileChannel channel = opened.channel();
        part = opened;
        if (!first.gzip() && hurried) {
            wrapping = new StoredGzip(channel);
        } else if (!first.gzip()) {
            packing = new Packing(Channels.newOutputStream(channel));
        }
        put(opened, first.bytes());
        first.forget();
        return opened;
    }

    private void put(NameFolders.Part file, ByteBuffer buffer) throws IOException {
        if (packing != null) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            packing.write(bytes);
        } else if (wrapping != null) {
            wrapping.write(buffer);
        }
        while (buffer.hasRemaining()) {
            file.channel().write(buffer);
        }
    }

    private void close(NameFolders.Part file) throws IOException {
        if (packing != null) {
            packing.free();
        }
        file.channel().close();
    }

    private void requireOpen() throws IOException {
        if (over) {
            throw new IOException("the collector is stopping");
        }
    }

    /** Compresses at the highest speed, because the text compresses well even then. */
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
