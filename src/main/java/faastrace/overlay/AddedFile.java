package faastrace.overlay;

/**
 * A file that an overlay adds to a template.
 *
 * @param from the file in the overlay's folder; rendered if its name ends in {@code .ftl}
 * @param to the path in the build context, or null if the file goes next to the entry
 * @param name its name next to the entry, or null
 * @param executable whether the file is made executable
 */
public record AddedFile(String from, String to, String name, boolean executable) {
    /** Whether the file goes next to the entry and is copied into the image together with it. */
    public boolean besideEntry() {
        return to == null;
    }
}
