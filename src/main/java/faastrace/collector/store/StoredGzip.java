package faastrace.collector.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;

/** Writes text in gzip format without compression and without copying. */
final class StoredGzip {
    /** The gzip header: magic number, deflate, no flags, no time, no compression hint, unknown operating system. */
    private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private static final int BLOCK = 0xffff;
    private static final int BLOCK_HEAD = 5;
    private static final int TAIL = 8;

    private final FileChannel channel;
    private final CRC32 sum = new CRC32();
    private long length;

    StoredGzip(FileChannel channel) throws IOException {
        this.channel = channel;
        writeAll(ByteBuffer.wrap(HEAD));
    }

    void write(ByteBuffer text) throws IOException {
        sum.update(text.duplicate());
        length += text.remaining();
        while (text.hasRemaining()) {
            ByteBuffer block = text.slice(text.position(), Math.min(text.remaining(), BLOCK));
            text.position(text.position() + block.remaining());
            writeAll(head(false, block.remaining()), block);
        }
    }

    /** Ends the last block and adds the gzip trailer. */
    void finish() throws IOException {
        ByteBuffer tail = ByteBuffer.allocate(TAIL).order(ByteOrder.LITTLE_ENDIAN);
        tail.putInt((int) sum.getValue()).putInt((int) length).flip();
        writeAll(head(true, 0), tail);
    }

    private static ByteBuffer head(boolean last, int size) {
        ByteBuffer head = ByteBuffer.allocate(BLOCK_HEAD).order(ByteOrder.LITTLE_ENDIAN);
        return head.put((byte) (last ? 1 : 0))
                .putShort((short) size)
                .putShort((short) ~size)
                .flip();
    }

    private void writeAll(ByteBuffer... buffers) throws IOException {
        while (buffers[buffers.length - 1].hasRemaining()) {
            channel.write(buffers);
        }
    }
}
