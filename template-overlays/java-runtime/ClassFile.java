package faastrace.hook;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A compiled class, and what is added to it. Its instructions are not read, so the version of the class does not
 * matter. If the bytes are not as expected, an IOException or a RuntimeException is thrown.
 */
final class ClassFile {
    static final int PRIVATE = 0x0002;
    static final int STATIC = 0x0008;
    static final int SYNTHETIC = 0x1000;
    private static final int SYNCHRONIZED = 0x0020;
    private static final int PUBLIC_PROTECTED_FINAL = 0x0015;
    private static final int NATIVE_ABSTRACT = 0x0500;
    private static final int INTERFACE = 0x0200;
    private static final int LARGEST = 0xffff;

    /** How many bytes follow the tag of a constant. Tag 1 is a text, which has a length of its own. */
    private static final int[] SIZES = {-1, 0, -1, 4, 4, 8, 8, 2, 2, 4, 4, 4, 4, -1, -1, 3, 2, 4, 4, 2, 2};

    final Constants constants;
    private final ByteBuffer in;
    private final int[] places;
    private final int body;
    private final int fields;
    private final int methods;
    private final int end;
    private final List<Method> declared = new ArrayList<>();
    private final List<byte[]> newFields = new ArrayList<>();
    private final List<byte[]> newMethods = new ArrayList<>();

    /** A method of the class. */
    final class Method {
        final String name;
        final String descriptor;
        final int access;
        private final int place;

        private Method(int place) throws IOException {
            this.place = place;
            access = number(place);
            name = text(number(place + 2));
            descriptor = text(number(place + 4));
        }

        boolean isStatic() {
            return (access & STATIC) != 0;
        }

        boolean hasCode() {
            return (access & NATIVE_ABSTRACT) == 0;
        }

        /** The access of a method that replaces this one. This method still takes the lock. */
        int outerAccess() {
            return access & ~SYNCHRONIZED;
        }

        /** Gives the method another name, under which only its class can call it. */
        void hide(String hidden) throws IOException {
            in.putShort(place, (short) (access & ~PUBLIC_PROTECTED_FINAL | PRIVATE | SYNTHETIC));
            in.putShort(place + 2, (short) constants.text(hidden));
        }
    }

    ClassFile(byte[] original) throws IOException {
        in = ByteBuffer.wrap(original.clone());
        if (in.getInt(0) != 0xcafebabe) {
            throw new IOException("not a class");
        }
        places = new int[number(8)];
        constants = new Constants(places.length);
        body = readConstants();
        if ((number(body) & INTERFACE) != 0) {
            throw new IOException("an interface");
        }
        fields = body + 8 + 2 * number(body + 6);
        methods = afterMembers(fields, false);
        end = afterMembers(methods, true);
        if (afterAttributes(end) != original.length) {
            throw new IOException("a wrong length");
        }
    }

    List<Method> methods() {
        return declared;
    }

    /** The constant that names the class itself. */
    int self() {
        return number(body + 2);
    }

    String name() throws IOException {
        return text(number(places[self()] + 1));
    }

    void addField(int access, String name, String descriptor) throws IOException {
        newFields.add(member(access, name, descriptor, new byte[0]));
    }

    void addMethod(int access, String name, String descriptor, byte[] code) throws IOException {
        newMethods.add(member(access, name, descriptor, code));
    }

    /** The class with everything that was added. */
    byte[] bytes() throws IOException {
        int allFields = number(fields) + newFields.size();
        int allMethods = number(methods) + newMethods.size();
        if (Math.max(constants.count(), Math.max(allFields, allMethods)) > LARGEST) {
            throw new IOException("no room");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(in.capacity() + 2048);
        DataOutputStream out = new DataOutputStream(bytes);
        copy(out, 0, 8);
        out.writeShort(constants.count());
        copy(out, 10, body);
        constants.writeTo(out);
        copy(out, body, fields);
        writeMembers(out, allFields, fields, methods, newFields);
        writeMembers(out, allMethods, methods, end, newMethods);
        copy(out, end, in.capacity());
        return bytes.toByteArray();
    }

    private void writeMembers(DataOutputStream out, int count, int from, int to, List<byte[]> more) throws IOException {
        out.writeShort(count);
        copy(out, from + 2, to);
        for (byte[] member : more) {
            out.write(member);
        }
    }

    private void copy(DataOutputStream out, int from, int to) throws IOException {
        out.write(in.array(), from, to - from);
    }

    private byte[] member(int access, String name, String descriptor, byte[] code) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(access);
        out.writeShort(constants.text(name));
        out.writeShort(constants.text(descriptor));
        out.writeShort(code.length == 0 ? 0 : 1);
        out.write(code);
        return bytes.toByteArray();
    }

    private int number(int place) {
        return in.getShort(place) & LARGEST;
    }

    private String text(int constant) throws IOException {
        int place = places[constant];
        if (in.get(place) != 1) {
            throw new IOException("not a text");
        }
        int length = 2 + number(place + 1);
        return new DataInputStream(new ByteArrayInputStream(in.array(), place + 1, length)).readUTF();
    }

    private int readConstants() throws IOException {
        int place = 10;
        for (int i = 1; i < places.length; i++) {
            places[i] = place;
            int tag = in.get(place);
            if (tag < 0 || tag >= SIZES.length || SIZES[tag] < 0) {
                throw new IOException("an unknown constant");
            }
            place += 1 + (tag == 1 ? 2 + number(place + 1) : SIZES[tag]);
            if (tag == 5 || tag == 6) {
                i++; // long and double take two numbers
            }
        }
        return place;
    }

    private int afterMembers(int start, boolean areMethods) throws IOException {
        int place = start + 2;
        for (int i = number(start); i > 0; i--) {
            if (areMethods) {
                declared.add(new Method(place));
            }
            place = afterAttributes(place + 6);
        }
        return place;
    }

    private int afterAttributes(int start) throws IOException {
        int place = start + 2;
        for (int i = number(start); i > 0; i--) {
            int length = in.getInt(place + 2);
            if (length < 0) {
                throw new IOException("too long");
            }
            place += 6 + length;
        }
        return place;
    }
}
