package faastrace.template;

/**
 * Something that was read in a template, such as the name of an image.
 *
 * @param value what was read
 * @param evidence where it was read: {@code file:line}
 */
public record Fact(String value, String evidence) {
    @Override
    public String toString() {
        return value + " (" + evidence + ")";
    }
}
