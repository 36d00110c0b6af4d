package faastrace.trace.write;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Encodes a protocol buffers message. Supports only the types of fields that a profile needs. */
public final class ProtobufMessage {
    private static final int VARINT = 0;
    private static final int FIXED = 1;
    private static final int BYTES = 2;
    private static final int SEVEN = 0x7f;
    private static final int FIRST_SIZE = 64;
    private static final int LONGEST_VARINT = 10;

    private byte[] bytes = new byte[FIRST_SIZE];
    private int size;

    /** Adds a number. 0 is not written, because it is the value of an absent field. */
    public ProtobufMessage number(int field, long value) {
        if (value != 0) {
            varint((long) field << 3 | VARINT);
            varint(value);
        }
        return this;
    }

    /** Adds a number in eight bytes, the lowest byte first ({@code fixed64}). */
    public ProtobufMessage fixed(int field, long value) {
        varint((long) field << 3 | FIXED);
        eightBytes(value);
        return this;
    }

    /** Adds a repeated field that contains these numbers, each in eight bytes. */
    public ProtobufMessage allFixed(int field, long... values) {
        ProtobufMessage packed = new ProtobufMessage();
        for (long value : values) {
            packed.eightBytes(value);
        }
        return message(field, packed);
    }

    private void eightBytes(long value) {
        reserve(Long.BYTES);
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[size++] = (byte) (value >>> Byte.SIZE * i);
        }
    }

    /** The number of encoded bytes. */
    public int size() {
        return size;
    }

    /** Adds a text. */
    public ProtobufMessage text(int field, String text) {
        return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a message as a part of this one. */
    public ProtobufMessage message(int field, ProtobufMessage message) {
        return bytes(field, message.bytes, message.size);
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
        return Arrays.copyOf(bytes, size);
    }

    /** Writes the encoded bytes to the stream and clears them. */
    void drainTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
        size = 0;
    }

    /** Adds bytes. */
    public ProtobufMessage bytes(int field, byte[] part) {
        return bytes(field, part, part.length);
    }

    private ProtobufMessage bytes(int field, byte[] part, int length) {
        varint((long) field << 3 | BYTES);
        varint(length);
        reserve(length);
        System.arraycopy(part, 0, bytes, size, length);
        size += length;
        return this;
    }

    private void varint(long value) {
        reserve(LONGEST_VARINT);
        long rest = value;
        while ((rest & ~SEVEN) != 0) {
            bytes[size++] = (byte) (rest & SEVEN | SEVEN + 1);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
