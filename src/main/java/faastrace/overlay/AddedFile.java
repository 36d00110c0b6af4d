package faastrace.overlay;

/**
 * A file that an overlay adds to a template.
 *
 * @param from the file in the overlay's folder; rendered if its name ends in {@code .ftl}
 * @param to the path in the build context, or null if it stands beside the entry
 * @param name the name it gets beside the entry, or null
 * @param executable whether it gets its run bits
 */
public record AddedFile(String from, String to, String name, boolean executable) {
    /** Whether it stands beside the entry and goes the way the entry goes. */
    public boolean besideEntry() {
        return to == null;
    }
}
