package faastrace.pages;

import java.time.Instant;
import java.util.Optional;

/**
 * A trace in a list.
 *
 * @param name the name that it was sent with
 * @param folder the folder for that name
 * @param file the file in that folder
 * @param bytes the size as stored
 * @param time when it arrived
 * @param summary its numbers, if they are already counted
 */
public record ListedTrace(
        String name, String folder, String file, long bytes, Instant time, Optional<ListSummary> summary) {
    /** Its name in pages and URLs; it needs no escaping in a URL. */
    public String key() {
        return folder + "/" + file;
    }
}
