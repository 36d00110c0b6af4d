package faastrace.dockerfile;

import org.jspecify.annotations.Nullable;

/**
 * A key and its value in ENV, ARG or LABEL.
 *
 * @param key the key without quotes
 * @param value the value without quotes and escapes, with variables left as written; empty for an ARG without a default
 * @param valueStart offset of the value, including its quotes
 * @param valueEnd offset just after the value, including its quotes
 * @param line 1-based line of the key
 * @param written the value as written, without line continuations; null for an ARG without a default
 */
public record Assignment(
        String key,
        String value,
        int valueStart,
        int valueEnd,
        int line,
        @Nullable String written) {
    /** Whether this is an ARG that only declares a variable, without a default. */
    public boolean isBare() {
        return written == null;
    }
}
