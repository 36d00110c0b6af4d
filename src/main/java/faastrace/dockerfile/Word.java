package faastrace.dockerfile;

/**
 * A word of an instruction's arguments as written, quotes included.
 *
 * @param text without continuations
 * @param start offset of its first character
 * @param end offset behind its last character
 */
public record Word(String text, int start, int end) {}
