package faastrace.template;

/**
 * Something that was read in a template.
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
