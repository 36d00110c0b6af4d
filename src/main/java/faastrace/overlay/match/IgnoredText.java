package faastrace.overlay.match;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parts of files that overlays' patterns don't see, such as comments.
 *
 * @param file the paths of the files
 * @param text finds the parts; if the pattern has the group {@code ignored}, only that group is ignored
 */
public record IgnoredText(Pattern file, Pattern text) {
    private static final String GROUP = "ignored";

    /** The file's text, in which the ignored parts are replaced by spaces. Positions and lines stay the same. */
    public String blanked(String path, String whole) {
        if (!file.matcher(new BoundedText(path)).find()) {
            return whole;
        }
        boolean hasGroup = Patterns.groupNames(text).contains(GROUP);
        StringBuilder seen = new StringBuilder(whole);
        Matcher found = text.matcher(new BoundedText(whole));
        while (found.find()) {
            int end = hasGroup ? found.end(GROUP) : found.end();
            for (int i = hasGroup ? found.start(GROUP) : found.start(); i < end; i++) {
                if (seen.charAt(i) != '\n' && seen.charAt(i) != '\r') {
                    seen.setCharAt(i, ' ');
                }
            }
        }
        return seen.toString();
    }
}
