package faastrace.template;

/**
 * Something read in a template.
 *
 * @param value what was read
 * @param evidence where: {@code file:line}
 */
public record Fact(String value, String evidence) {
    @Override
    public String toString() {
        return value + " (" + evidence + ")";
    }
}
