package faastrace.trace.write;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Encodes a protocol buffers message. Supports only the types of fields that a profile needs. */
public final class ProtobufMessage {
    private static final int VARINT = 0;
    private static final int BYTES = 2;
    private static final int SEVEN = 0x7f;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Adds a number. 0 is not written, because it is the value of an absent field. */
    public ProtobufMessage number(int field, long value) {
        if (value != 0) {
            varint((long) field << 3 | VARINT);
            varint(value);
        }
        return this;
    }

    int size() {
        return bytes.size();
    }

    /** Adds a text. */
    public ProtobufMessage text(int field, String text) {
        return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a message as a part of this one. */
    public ProtobufMessage message(int field, ProtobufMessage message) {
        return bytes(field, message.toBytes());
    }

    /** Adds a repeated field that contains these numbers. */
    public ProtobufMessage numbers(int field, long... values) {
        ProtobufMessage packed = new ProtobufMessage();
        for (long value : values) {
            packed.varint(value);
        }
        return message(field, packed);
    }

    /** The encoded bytes. */
    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    /** Writes the encoded bytes to the stream and clears them. */
    void drainTo(OutputStream out) throws IOException {
        bytes.writeTo(out);
        bytes.reset();
    }

    /** Adds bytes. */
    public ProtobufMessage bytes(int field, byte[] part) {
        varint((long) field << 3 | BYTES);
        varint(part.length);
        bytes.writeBytes(part);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~SEVEN) != 0) {
            bytes.write((int) (rest & SEVEN | SEVEN + 1));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }
}
