package faastrace.pages;

import java.time.Instant;
import java.util.Optional;

/**
 * A trace in a list.
 *
 * @param name the name that the sender gave to the trace
 * @param folder the folder for that name
 * @param file the file in that folder
 * @param bytes the size of the stored file
 * @param time when the trace was received
 * @param summary the trace's numbers, if its samples are already counted
 * @param failure why the trace's samples could not be counted; empty if counting them has not failed
 * @param again whether counting the samples may succeed if a user asks for it, because a user's request gets more time
 */
public record ListedTrace(
        String name,
        String folder,
        String file,
        long bytes,
        Instant time,
        Optional<ListSummary> summary,
        Optional<String> failure,
        boolean again) {
    /** The trace's key in pages and URLs: {@code FOLDER/FILE}. It needs no escaping in a URL. */
    public String key() {
        return folder + "/" + file;
    }
}
