package faastrace.collector.http;

import faastrace.problem.Problem;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The path under which a reverse proxy serves the collector, such as {@code /traces}. The proxy may take it off requests
 * or leave it on: both are understood.
 *
 * @param text without a slash at its end; empty where there is none
 */
public record BasePath(String text) {
    private static final Pattern PLAIN = Pattern.compile("(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,99}){0,20}");

    /** Throws {@link Problem} where that can't be one. */
    public static BasePath of(String text) {
        String whole = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        if (!PLAIN.matcher(whole).matches()) {
            throw new Problem(
                    "--base-path " + text,
                    "this is not the path of a URL",
                    "begin it with a slash and use letters, digits and . _ ~ -, as in /traces");
        }
        return new BasePath(whole);
    }

    /** What follows it in a path; empty where the path does not begin with it. */
    Optional<String> inside(String path) {
        boolean below = path.startsWith(text + "/") || path.equals(text);
        return text.isEmpty() || !below ? Optional.empty() : Optional.of(path.substring(text.length()));
    }

    /** Its last part. */
    String last() {
        return text.substring(text.lastIndexOf('/') + 1);
    }
}
