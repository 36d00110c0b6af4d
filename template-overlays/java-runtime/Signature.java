package faastrace.hook;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The argument types and the result type of a method. */
final class Signature {
    final int slots;
    private final List<String> arguments = new ArrayList<>();
    private final char[] types;
    private final char result;

    Signature(String descriptor) throws IOException {
        int place = 1;
        while (descriptor.charAt(place) != ')') {
            int end = end(descriptor, place);
            arguments.add(descriptor.substring(place, end));
            place = end;
        }
        types = new char[arguments.size()];
        int used = 0;
        for (int i = 0; i < types.length; i++) {
            types[i] = kind(arguments.get(i).charAt(0));
            used += size(types[i]);
        }
        slots = used;
        result = kind(descriptor.charAt(place + 1));
    }

    private static int end(String descriptor, int start) {
        int end = start;
        while (descriptor.charAt(end) == '[') {
            end++;
        }
        return descriptor.charAt(end) == 'L' ? descriptor.indexOf(';', end) + 1 : end + 1;
    }

    /** L for objects and arrays, I for all types that are an int on the stack. */
    private static char kind(char type) throws IOException {
        switch (type) {
            case 'L':
            case '[':
                return 'L';
            case 'Z':
            case 'B':
            case 'C':
            case 'S':
            case 'I':
                return 'I';
            case 'J':
            case 'F':
            case 'D':
            case 'V':
                return type;
            default:
                throw new IOException("an unknown type");
        }
    }

    static int size(char kind) {
        return kind == 'J' || kind == 'D' ? 2 : 1;
    }

    char[] types() {
        return types;
    }

    char returns() {
        return result;
    }

    /** The name of an argument's type, as a constant names it. */
    String typeName(int argument) {
        String type = arguments.get(argument);
        return type.startsWith("L") ? type.substring(1, type.length() - 1) : type;
    }
}
