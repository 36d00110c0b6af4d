package faastrace.trace.invocation;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** Numbers of up to 64 bits, in seven bits per byte, the lowest first. The highest bit says that more bytes follow. */
final class VariableLengthNumbers {
    private static final int MORE = 0x80;
    private static final int BITS = 7;
    private static final int LONGEST_TEXT = 1 << 20;

    private VariableLengthNumbers() {}

    /** Writes numbers and texts. */
    record Writer(DataOutputStream out) {
        void write(long number) throws IOException {
            long rest = number;
            while ((rest & -MORE) != 0) {
                out.write((int) rest & (MORE - 1) | MORE);
                rest >>>= BITS;
            }
            out.write((int) rest);
        }

        /** Writes a number that may be negative. Numbers near zero are short. */
        void writeSigned(long number) throws IOException {
            write(number << 1 ^ number >> Long.SIZE - 1);
        }

        /** Writes a number that is not negative, or a mark if it is absent. */
        void writeKnown(OptionalLong number) throws IOException {
            write(number.isPresent() ? number.getAsLong() + 1 : 0);
        }

        /** Writes a text of limited length in UTF-8. A longer text is cut. */
        void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.UTF_8));
        }

        void write(byte[] bytes) throws IOException {
            int length = Math.min(bytes.length, LONGEST_TEXT);
            write(length);
            out.write(bytes, 0, length);
        }
    }

    /** Reads what the writer has written. */
    record Reader(DataInputStream in) {
        long readLong() throws IOException {
            long number = 0;
            for (int shift = 0; shift < Long.SIZE; shift += BITS) {
                int next = in.readUnsignedByte();
                number |= (long) (next & (MORE - 1)) << shift;
                if (next < MORE) {
                    return number;
                }
            }
            throw new IOException("the file is damaged");
        }

        int readInt() throws IOException {
            long number = readLong();
            if (number < 0 || number > Integer.MAX_VALUE) {
                throw new IOException("the file is damaged");
            }
            return (int) number;
        }

        long readSigned() throws IOException {
            long number = readLong();
            return number >>> 1 ^ -(number & 1);
        }

        OptionalLong readKnown() throws IOException {
            long number = readLong();
            return number == 0 ? OptionalLong.empty() : OptionalLong.of(number - 1);
        }

        String readText() throws IOException {
            return new String(readBytes(), StandardCharsets.UTF_8);
        }

        byte[] readBytes() throws IOException {
            int length = readInt();
            if (length > LONGEST_TEXT) {
                throw new IOException("the file is damaged");
            }
            return in.readNBytes(length);
        }
    }
}
