package faastrace.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A stream that decompresses its data if the data starts like gzip. It checks the data at the first read. */
public final class MaybeGzip extends InputStream {
    private static final int BUFFER = 64 * 1024;

    private final PushbackInputStream raw;
    private @Nullable InputStream in;

    /** Reads from the given stream and closes it. */
    public MaybeGzip(InputStream in) {
        raw = new PushbackInputStream(in, 2);
    }

    @Override
    public int read() throws IOException {
        return opened().read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return opened().read(target, offset, length);
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }

    private InputStream opened() throws IOException {
        if (in == null) {
            byte[] magic = raw.readNBytes(2);
            raw.unread(magic);
            boolean gzip = magic.length == 2 && magic[0] == 0x1f && (magic[1] & 0xff) == 0x8b;
            in = gzip ? new GZIPInputStream(raw, BUFFER) : new BufferedInputStream(raw, BUFFER);
        }
        return in;
    }
}
