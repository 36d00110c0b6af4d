package faastrace.collector.http;

import faastrace.problem.Problem;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The path under which a reverse proxy serves the collector, such as {@code /traces}. Requests can arrive with or
 * without this path, because some proxies strip it.
 *
 * @param text the path without a trailing slash; empty if there is none
 */
public record BasePath(String text) {
    private static final Pattern PLAIN = Pattern.compile("(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,99}){0,20}");

    /** Throws {@link Problem} if the text is not a valid path. */
    public static BasePath of(String text) {
        String whole = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        if (!PLAIN.matcher(whole).matches()) {
            throw new Problem(
                    "--base-path " + text,
                    "this is not a valid URL path",
                    "start the path with a slash, and use only letters, digits and . _ ~ -, as in /traces");
        }
        return new BasePath(whole);
    }

    /** The rest of a path after the base path; empty if the path does not start with the base path. */
    Optional<String> inside(String path) {
        boolean below = path.startsWith(text + "/") || path.equals(text);
        return text.isEmpty() || !below ? Optional.empty() : Optional.of(path.substring(text.length()));
    }

    /** The last segment of the base path. */
    String last() {
        return text.substring(text.lastIndexOf('/') + 1);
    }
}
