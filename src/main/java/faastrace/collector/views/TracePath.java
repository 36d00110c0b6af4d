package faastrace.collector.views;

import faastrace.collector.http.HttpError;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.store.TraceName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pattern for URL paths that name one trace: {@code /v1/traces/FOLDER/FILE}, followed by a suffix. */
public final class TracePath {
    private static final int NOT_FOUND = 404;

    private final Pattern pattern;

    /** @param rest the suffix after the file, such as {@code /head}; may be empty */
    public TracePath(String rest) {
        this("/v1/traces/", rest);
    }

    private TracePath(String before, String rest) {
        pattern = Pattern.compile(before + "([^/]+)/([^/]+)" + Pattern.quote(rest));
    }

    /** The pattern for the paths of trace pages. */
    public static TracePath ofPage(String rest) {
        return new TracePath("/traces/", rest);
    }

    /** Splits the key of a trace into folder and file; empty if the text is not a valid key. */
    public static Optional<String[]> key(String text) {
        String[] parts = text.split("/", -1);
        boolean possible = parts.length == 2 && TraceName.isSafe(parts[0]) && TraceName.isSafe(parts[1]);
        return possible ? Optional.of(parts) : Optional.empty();
    }

    /** Whether the path matches the pattern. */
    public boolean matches(String path) {
        return pattern.matcher(path).matches();
    }

    /** The trace that a request is for; throws {@link HttpError} if it does not exist. */
    public Path find(TraceFolder folder, HttpExchange exchange) throws IOException {
        Matcher parts = pattern.matcher(exchange.path());
        if (!parts.matches()) {
            throw missing();
        }
        return find(folder, parts.group(1), parts.group(2)).orElseThrow(TracePath::missing);
    }

    /** The path of a trace, which is restored if it was archived; empty if it does not exist. */
    public static Optional<Path> find(TraceFolder folder, String own, String file) throws IOException {
        Optional<Path> here = folder.find(own, file);
        boolean possible = here.isEmpty() && TraceName.isSafe(own) && TraceName.isSafe(file);
        return possible && folder.elsewhere().isPresent()
                ? folder.elsewhere().get().restore(own, file)
                : here;
    }

    /** The error response for a missing trace. */
    public static HttpError missing() {
        return new HttpError(NOT_FOUND, "there is no such trace", "see GET /v1/traces");
    }
}
