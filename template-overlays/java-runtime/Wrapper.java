package faastrace.hook;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a method in front of methods of a class. The new method has the old name. It tells the hook what is called, calls
 * the old method, and then tells the hook that the call is over, even if the old method throws.
 */
final class Wrapper {
    private static final String HOOK = "faastrace$hook";
    private static final String TELL = "faastrace$tell";
    private static final String HIDDEN = "$faastrace";
    private static final String OBJECT = "java/lang/Object";
    private static final String FUNCTION = "java/util/function/BiFunction";
    private static final String TOLD = "(Ljava/lang/Object;[Ljava/lang/Object;)Ljava/lang/Object;";
    private static final int MOST_ARGUMENTS = 200;

    private final ClassFile file;
    private final Constants constants;
    private final int object;
    private final int throwable;
    private final int tell;

    private Wrapper(ClassFile file) throws IOException {
        this.file = file;
        this.constants = file.constants;
        this.object = constants.type(OBJECT);
        this.throwable = constants.type("java/lang/Throwable");
        this.tell = constants.method(file.self(), TELL, TOLD);
    }

    /** The class with wrapped methods, or null if there is nothing to wrap. Removes wrapped places from the list. */
    static byte[] wrap(byte[] original, List<Place> places) throws IOException {
        ClassFile file = new ClassFile(original);
        Wrapper wrapper = new Wrapper(file);
        int before = places.size();
        for (ClassFile.Method method : file.methods()) {
            if (method.name.equals(TELL)) {
                return null; // another copy of the hook was here
            }
            for (Place place : new ArrayList<>(places)) {
                if (place.matches(method.name, method.descriptor) && method.hasCode()) {
                    wrapper.wrap(method, place);
                    places.remove(place);
                }
            }
        }
        if (places.size() == before) {
            return null;
        }
        file.addField(ClassFile.PRIVATE | ClassFile.STATIC | ClassFile.SYNTHETIC, HOOK, "L" + FUNCTION + ";");
        file.addMethod(ClassFile.PRIVATE | ClassFile.STATIC | ClassFile.SYNTHETIC, TELL, TOLD, wrapper.tell());
        return file.bytes();
    }

    private void wrap(ClassFile.Method method, Place place) throws IOException {
        Signature signature = new Signature(method.descriptor);
        if (signature.slots > MOST_ARGUMENTS) {
            throw new IOException("too many arguments");
        }
        byte[] code = around(method, signature, place.id());
        method.hide(method.name + HIDDEN);
        file.addMethod(method.outerAccess(), method.name, method.descriptor, code);
    }

    private byte[] around(ClassFile.Method method, Signature signature, String id) throws IOException {
        Code code = new Code();
        int first = method.isStatic() ? 0 : 1;
        int handle = first + signature.slots;
        int old = constants.method(file.self(), method.name + HIDDEN, method.descriptor);
        code.wide(Code.LDC_W, constants.string(id));
        pushArray(code, first, signature);
        code.wide(Code.INVOKESTATIC, tell);
        code.local(Code.ASTORE, handle);
        int start = code.size();
        if (first == 1) {
            code.local(Code.ALOAD, 0);
        }
        int slot = first;
        for (char type : signature.types()) {
            code.local(Code.load(type), slot);
            slot += Signature.size(type);
        }
        code.wide(method.isStatic() ? Code.INVOKESTATIC : Code.INVOKESPECIAL, old);
        int end = code.size();
        returnFrom(code, signature.returns(), handle);
        int handler = code.size();
        code.local(Code.ASTORE, handle + 1);
        over(code, handle);
        code.local(Code.ALOAD, handle + 1);
        code.plain(Code.ATHROW);
        code.guard(start, end, handler);
        code.frame(handler, locals(first, signature), throwable);
        return code.attribute(constants, Math.max(6, handle + 1), handle + 3);
    }

    /** An array with the object and the arguments. Numbers are left out. */
    private void pushArray(Code code, int first, Signature signature) throws IOException {
        code.small(first + signature.types().length);
        code.wide(Code.ANEWARRAY, object);
        if (first == 1) {
            code.store(0, 0);
        }
        int slot = first;
        for (int i = 0; i < signature.types().length; i++) {
            char type = signature.types()[i];
            if (type == 'L') {
                code.store(first + i, slot);
            }
            slot += Signature.size(type);
        }
    }

    private void over(Code code, int handle) throws IOException {
        code.local(Code.ALOAD, handle);
        code.plain(Code.ACONST_NULL);
        code.wide(Code.INVOKESTATIC, tell);
        code.plain(Code.POP);
    }

    private void returnFrom(Code code, char type, int handle) throws IOException {
        if (type != 'V') {
            code.local(Code.save(type), handle + 1);
        }
        over(code, handle);
        if (type != 'V') {
            code.local(Code.load(type), handle + 1);
        }
        code.plain(Code.leave(type));
    }

    private List<byte[]> locals(int first, Signature signature) throws IOException {
        List<byte[]> locals = new ArrayList<>();
        if (first == 1) {
            locals.add(Code.object(file.self()));
        }
        for (int i = 0; i < signature.types().length; i++) {
            char type = signature.types()[i];
            locals.add(type == 'L' ? Code.object(constants.type(signature.typeName(i))) : Code.number(type));
        }
        locals.add(Code.object(object));
        return locals;
    }

    /**
     * The code of the method that calls the hook. It finds the hook through the system's class loader, because the
     * server's own class loader may not see the hook's classes. Nothing that it throws gets out.
     */
    private byte[] tell() throws IOException {
        Code code = new Code();
        int function = constants.type(FUNCTION);
        int field = constants.field(file.self(), HOOK, "L" + FUNCTION + ";");
        int loader = constants.type("java/lang/ClassLoader");
        int type = constants.type("java/lang/Class");
        code.wide(Code.GETSTATIC, field);
        code.plain(Code.DUP);
        int jump = code.size();
        code.wide(Code.IFNONNULL, 0);
        code.plain(Code.POP);
        code.wide(
                Code.INVOKESTATIC, constants.method(loader, "getSystemClassLoader", "()Ljava/lang/ClassLoader;"));
        code.wide(Code.LDC_W, constants.string("faastrace.hook.Entrance"));
        code.wide(
                Code.INVOKEVIRTUAL,
                constants.method(loader, "loadClass", "(Ljava/lang/String;)Ljava/lang/Class;"));
        code.wide(Code.INVOKEVIRTUAL, constants.method(type, "newInstance", "()Ljava/lang/Object;"));
        code.wide(Code.CHECKCAST, function);
        code.plain(Code.DUP);
        code.wide(Code.PUTSTATIC, field);
        code.jump(jump);
        List<byte[]> locals = new ArrayList<>();
        locals.add(Code.object(object));
        locals.add(Code.object(constants.type("[Ljava/lang/Object;")));
        code.frame(code.size(), locals, function);
        code.local(Code.ALOAD, 0);
        code.local(Code.ALOAD, 1);
        int apply = constants.interfaceMethod(
                function, "apply", "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;");
        code.interfaceCall(apply, 3);
        code.plain(Code.ARETURN);
        int handler = code.size();
        code.plain(Code.POP);
        code.plain(Code.ACONST_NULL);
        code.plain(Code.ARETURN);
        code.guard(0, handler, handler);
        code.frame(handler, locals, throwable);
        return code.attribute(constants, 3, 2);
    }
}
