package faastrace.trace.name;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The name of a frame as flame-graph tools show it: without arguments. If the function has no name, the name of its
 * file is used. If a runtime puts inlined calls into one symbol ({@code a->b}), each call gets its own name. Text is
 * handled as ISO 8859-1, with one character for each byte, so bytes that are not valid UTF-8 stay unchanged.
 */
public final class FoldedName {
    static final String UNKNOWN = "[unknown]";

    private static final String ARROW = "->";

    /**
     * The file in which a runtime lists the functions that it compiled at run time, such as {@code /tmp/perf-1234.map}.
     */
    private static final Pattern PERF_MAP = Pattern.compile("(.*/)?perf-[0-9]+\\.map");

    /**
     * Names that were made before. Traces of a function have the same frames again and again. Each place has the last
     * frame with its hash. Threads may replace each other's entries.
     */
    private static final Made[] RECENT = new Made[1 << 12];

    private static final int LONGEST_KEPT = 256;

    private record Made(String symbol, String module, List<String> names) {}

    private FoldedName() {}

    /** The names that represent the frame, outermost first. */
    public static List<String> of(String symbol, String module) {
        if (symbol.length() + module.length() > LONGEST_KEPT) {
            return make(symbol, module);
        }
        int place = (31 * symbol.hashCode() + module.hashCode()) & RECENT.length - 1;
        Made made = RECENT[place];
        if (made == null || !made.symbol().equals(symbol) || !made.module().equals(module)) {
            made = new Made(symbol, module, List.copyOf(make(symbol, module)));
            RECENT[place] = made;
        }
        return made.names();
    }

    private static List<String> make(String symbol, String module) {
        List<String> names = new ArrayList<>();
        if (symbol.isBlank() || symbol.equals(UNKNOWN)) {
            names.add(clean(file(module)));
            return names;
        }
        boolean mapped = PERF_MAP.matcher(module).matches();
        for (String call : calls(RustName.of(symbol))) {
            names.add(function(call, mapped));
        }
        return names;
    }

    /**
     * The name of a thread, with an underscore for each blank. In folded stacks, a blank separates the stack from the
     * count.
     */
    public static String command(String command) {
        return clean(command).replace(' ', '_');
    }

    /**
     * The parts of {@code a->b->c}. After a parenthesis, an arrow precedes a return type and does not separate calls.
     */
    private static List<String> calls(String symbol) {
        List<String> calls = new ArrayList<>();
        int from = 0;
        boolean plain = true;
        for (int i = 0; i < symbol.length(); i++) {
            plain &= symbol.charAt(i) != '(';
            boolean arrow = plain && i > from && i + ARROW.length() < symbol.length() && symbol.startsWith(ARROW, i);
            if (arrow && !CppOperator.endsAt(symbol, i)) {
                calls.add(symbol.substring(from, i));
                from = i + ARROW.length();
            }
        }
        calls.add(symbol.substring(from));
        return calls;
    }

    private static String file(String module) {
        String file = module.substring(module.lastIndexOf('/') + 1);
        return file.isEmpty() ? UNKNOWN : file.startsWith("[") ? file : "[" + file + "]";
    }

    private static String function(String name, boolean mapped) {
        String shortened = clean(name.substring(0, ArgumentList.start(name)));
        boolean descriptor = (mapped || name.indexOf(';') > 0) && isDescriptor(shortened);
        return descriptor ? shortened.substring(1) : shortened;
    }

    /**
     * Whether the name starts with a Java class descriptor such as {@code Ljava/lang/Object;}. perf may have cut off
     * the end of the descriptor.
     */
    private static boolean isDescriptor(String name) {
        int slash = name.indexOf('/');
        boolean descriptor = name.startsWith("L") && slash > 1;
        for (int i = 1; descriptor && i < slash; i++) {
            descriptor = CppOperator.isIdentifier(name.charAt(i));
        }
        return descriptor;
    }

    /** Replaces characters that separate frames and stacks, because programs can use any characters in names. */
    private static String clean(String name) {
        StringBuilder clean = new StringBuilder(name.length());
        String stripped = name.strip();
        for (int i = 0; i < stripped.length(); i++) {
            char c = stripped.charAt(i);
            if (c == ';') {
                clean.append(':');
            } else if (c < ' ' || c == 0x7f) {
                clean.append("\u00ef\u00bf\u00bd"); // the bytes of U+FFFD
            } else if (c != '"' && c != '\'') {
                clean.append(c);
            }
        }
        return clean.isEmpty() ? UNKNOWN : clean.toString();
    }
}
