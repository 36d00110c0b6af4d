package faastrace.trace;

import java.util.Objects;

/**
 * One call in a stack.
 *
 * @param symbol the name of the function as perf prints it, without the offset; {@code [unknown]} if perf could not
 *     find it
 * @param module the file that contains the code; {@code [unknown]} if perf could not find it; empty if perf printed no
 *     file, as for inlined calls
 */
public record Frame(String symbol, String module) {
    private static final String UNKNOWN = "[unknown]";

    public Frame {
        Objects.requireNonNull(symbol);
        Objects.requireNonNull(module);
    }

    /** Whether perf knew the name of the function. */
    public boolean named() {
        return !symbol.isBlank() && !symbol.equals(UNKNOWN);
    }
}
