package faastrace.hook;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Constants that are added to those of a class. */
final class Constants {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private int next;

    /** The index of the first new constant is the number of constants so far. */
    Constants(int next) {
        this.next = next;
    }

    int count() {
        return next;
    }

    void writeTo(DataOutputStream target) throws IOException {
        bytes.writeTo(target);
    }

    int text(String text) throws IOException {
        out.writeByte(1);
        out.writeUTF(text);
        return next++;
    }

    int type(String name) throws IOException {
        return one(7, text(name));
    }

    int string(String value) throws IOException {
        return one(8, text(value));
    }

    int field(int type, String name, String descriptor) throws IOException {
        return two(9, type, two(12, text(name), text(descriptor)));
    }

    int method(int type, String name, String descriptor) throws IOException {
        return two(10, type, two(12, text(name), text(descriptor)));
    }

    int interfaceMethod(int type, String name, String descriptor) throws IOException {
        return two(11, type, two(12, text(name), text(descriptor)));
    }

    private int one(int tag, int index) throws IOException {
        out.writeByte(tag);
        out.writeShort(index);
        return next++;
    }

    private int two(int tag, int first, int second) throws IOException {
        out.writeByte(tag);
        out.writeShort(first);
        out.writeShort(second);
        return next++;
    }
}
