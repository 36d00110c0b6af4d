package faastrace.trace;

import java.util.Objects;

/**
 * One call of a stack.
 *
 * @param symbol the function's name as perf gives it, without its offset; {@code [unknown]} where perf had none
 * @param module the file the code is from, {@code [unknown]}, or empty where perf names none, as for inlined calls
 */
public record Frame(String symbol, String module) {
    private static final String UNKNOWN = "[unknown]";

    public Frame {
        Objects.requireNonNull(symbol);
        Objects.requireNonNull(module);
    }

    /** Whether perf knew the function's name. */
    public boolean named() {
        return !symbol.isBlank() && !symbol.equals(UNKNOWN);
    }
}
