package faastrace.pages;

import java.time.Instant;
import java.util.Optional;

/**
 * A trace in a list.
 *
 * @param name what its sender calls itself
 * @param folder the folder of that name
 * @param file its file there
 * @param bytes its size as it is kept
 * @param time when it came
 * @param summary its numbers, where somebody counted them already
 */
public record ListedTrace(
        String name, String folder, String file, long bytes, Instant time, Optional<ListSummary> summary) {
    /** How pages and their addresses name it; it needs no escapes in an address. */
    public String key() {
        return folder + "/" + file;
    }
}
