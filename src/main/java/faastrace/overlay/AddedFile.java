package faastrace.overlay;

import org.jspecify.annotations.Nullable;

/**
 * A file that an overlay adds to a template.
 *
 * @param from the file in the overlay's folder; rendered if its name ends in {@code .ftl}
 * @param to the path in the build context, or null if the file goes next to the entry and is copied into
 *     the image with it
 * @param name its name next to the entry, or null if {@code to} is given
 * @param executable whether the file is made executable
 */
public record AddedFile(
        String from, @Nullable String to, @Nullable String name, boolean executable) {}
