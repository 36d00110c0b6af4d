package faastrace.collector.views;

import faastrace.collector.http.HttpError;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.store.TraceName;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of a request's path that names one trace: {@code /v1/traces/FOLDER/FILE}, and a suffix. */
public final class TracePath {
    private static final int NOT_FOUND = 404;

    private final Pattern pattern;

    /** @param rest the suffix after the file, such as {@code /head}, or nothing */
    public TracePath(String rest) {
        this("/v1/traces/", rest);
    }

    private TracePath(String before, String rest) {
        pattern = Pattern.compile(before + "([^/]+)/([^/]+)" + Pattern.quote(rest));
    }

    /** The path of a trace's page. */
    public static TracePath ofPage(String rest) {
        return new TracePath("/traces/", rest);
    }

    /** The folder and the file, if the text can be the key of a trace. */
    public static Optional<String[]> key(String text) {
        String[] parts = text.split("/", -1);
        boolean possible = parts.length == 2 && TraceName.isSafe(parts[0]) && TraceName.isSafe(parts[1]);
        return possible ? Optional.of(parts) : Optional.empty();
    }

    /** Whether the path has this form. */
    public boolean matches(String path) {
        return pattern.matcher(path).matches();
    }

    /** The trace that a request is for; throws {@link HttpError} if it does not exist. */
    public Path find(TraceFolder folder, HttpExchange exchange) {
        Matcher parts = pattern.matcher(exchange.path());
        if (!parts.matches()) {
            throw missing();
        }
        return folder.find(parts.group(1), parts.group(2)).orElseThrow(TracePath::missing);
    }

    /** The error response for a missing trace. */
    public static HttpError missing() {
        return new HttpError(NOT_FOUND, "there is no such trace", "see GET /v1/traces");
    }
}
