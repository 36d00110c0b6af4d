package faastrace.dockerfile;

/**
 * A word of an instruction's arguments as written, including quotes.
 *
 * @param text the word without line continuations
 * @param start offset of the word's first character
 * @param end offset just after the word's last character
 */
public record Word(String text, int start, int end) {}
