package faastrace.collector;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of a request's path that names one trace: {@code /v1/traces/FOLDER/FILE}, and what may follow. */
final class TracePath {
    private static final int NOT_FOUND = 404;

    private final Pattern pattern;

    /** @param rest what follows the file, such as {@code /head}, or nothing */
    TracePath(String rest) {
        pattern = Pattern.compile("/v1/traces/([^/]+)/([^/]+)" + Pattern.quote(rest));
    }

    boolean matches(String path) {
        return pattern.matcher(path).matches();
    }

    /** The trace that an exchange is about; throws {@link Refusal} if there is none. */
    Path find(TraceFolder folder, Exchange exchange) {
        Matcher parts = pattern.matcher(exchange.path());
        if (!parts.matches()) {
            throw missing();
        }
        return folder.find(parts.group(1), parts.group(2)).orElseThrow(TracePath::missing);
    }

    static Refusal missing() {
        return new Refusal(NOT_FOUND, "there is no such trace", "see GET /v1/traces");
    }
}
