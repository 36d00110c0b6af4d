package faastrace.dockerfile;

/**
 * A key and its value in ENV, ARG or LABEL.
 *
 * @param key unquoted
 * @param value unquoted and unescaped, variables not replaced; empty for an ARG without default
 * @param valueStart offset of the value, its quotes included
 * @param valueEnd offset behind the value, its quotes included
 * @param line 1-based line of the key
 * @param written the value as written, without continuations; null for an ARG without default
 */
public record Assignment(String key, String value, int valueStart, int valueEnd, int line, String written) {
    /** Whether this is an ARG that only names a variable. */
    public boolean isBare() {
        return written == null;
    }
}
