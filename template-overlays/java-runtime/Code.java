package faastrace.hook;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/** Instructions of one method with one exception handler. */
final class Code {
    static final int ACONST_NULL = 1;
    static final int LDC_W = 19;
    static final int ALOAD = 25;
    static final int ASTORE = 58;
    static final int POP = 87;
    static final int DUP = 89;
    static final int ARETURN = 176;
    static final int GETSTATIC = 178;
    static final int PUTSTATIC = 179;
    static final int INVOKEVIRTUAL = 182;
    static final int INVOKESPECIAL = 183;
    static final int INVOKESTATIC = 184;
    static final int ANEWARRAY = 189;
    static final int ATHROW = 191;
    static final int CHECKCAST = 192;
    static final int IFNONNULL = 199;
    private static final int BIPUSH = 16;
    private static final int AASTORE = 83;
    private static final int INVOKEINTERFACE = 185;
    private static final int FULL_FRAME = 255;
    /** The order in which instructions that exist for each kind of value are numbered. */
    private static final String KINDS = "IJFDL";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
    private int frameCount;
    private int lastFrame = -1;
    private int jumpFrom = -1;
    private int jumpTo;
    private int[] guarded;

    static int load(char kind) {
        return 21 + KINDS.indexOf(kind);
    }

    static int save(char kind) {
        return 54 + KINDS.indexOf(kind);
    }

    static int leave(char kind) {
        return kind == 'V' ? 177 : 172 + KINDS.indexOf(kind);
    }

    /** The type of a local variable in a frame, for an object. */
    static byte[] object(int type) {
        return new byte[] {7, (byte) (type >> 8), (byte) type};
    }

    /** The type of a local variable in a frame, for a number. */
    static byte[] number(char kind) {
        return new byte[] {(byte) (kind == 'I' ? 1 : kind == 'F' ? 2 : kind == 'D' ? 3 : 4)};
    }

    int size() {
        return out.size();
    }

    void plain(int instruction) throws IOException {
        out.writeByte(instruction);
    }

    /** An instruction with an index of one byte. */
    void local(int instruction, int slot) throws IOException {
        out.writeByte(instruction);
        out.writeByte(slot);
    }

    /** An instruction with an index of two bytes. */
    void wide(int instruction, int index) throws IOException {
        out.writeByte(instruction);
        out.writeShort(index);
    }

    void small(int number) throws IOException {
        local(BIPUSH, number);
        if (number > Byte.MAX_VALUE) {
            throw new IOException("too many arguments");
        }
    }

    /** Stores a local variable in the array on top of the stack, and keeps the array there. */
    void store(int position, int slot) throws IOException {
        plain(DUP);
        small(position);
        local(ALOAD, slot);
        plain(AASTORE);
    }

    void interfaceCall(int method, int arguments) throws IOException {
        wide(INVOKEINTERFACE, method);
        out.writeByte(arguments);
        out.writeByte(0);
    }

    /** Lets the jump at the given place go to what is written next. */
    void jump(int from) {
        jumpFrom = from;
        jumpTo = size();
    }

    void guard(int start, int end, int handler) {
        guarded = new int[] {start, end, handler};
    }

    /** Declares the types of the local variables, and of the one value on the stack. */
    void frame(int place, List<byte[]> locals, int onStack) throws IOException {
        DataOutputStream frame = new DataOutputStream(frames);
        frame.writeByte(FULL_FRAME);
        frame.writeShort(place - lastFrame - 1);
        frame.writeShort(locals.size());
        for (byte[] local : locals) {
            frame.write(local);
        }
        frame.writeShort(1);
        frame.write(object(onStack));
        lastFrame = place;
        frameCount++;
    }

    /** The attribute of a method that contains its instructions. */
    byte[] attribute(Constants constants, int stack, int locals) throws IOException {
        byte[] code = bytes.toByteArray();
        if (jumpFrom >= 0) {
            code[jumpFrom + 1] = (byte) (jumpTo - jumpFrom >> 8);
            code[jumpFrom + 2] = (byte) (jumpTo - jumpFrom);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        DataOutputStream result = new DataOutputStream(whole);
        result.writeShort(constants.text("Code"));
        result.writeInt(12 + code.length + 8 + 8 + frames.size());
        result.writeShort(stack);
        result.writeShort(locals);
        result.writeInt(code.length);
        result.write(code);
        result.writeShort(1);
        for (int place : guarded) {
            result.writeShort(place);
        }
        result.writeShort(0); // anything that is thrown
        result.writeShort(1);
        result.writeShort(constants.text("StackMapTable"));
        result.writeInt(2 + frames.size());
        result.writeShort(frameCount);
        frames.writeTo(result);
        return whole.toByteArray();
    }
}
