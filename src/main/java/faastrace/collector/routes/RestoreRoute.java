package faastrace.collector.routes;

import faastrace.collector.archive.Archive;
import faastrace.collector.http.HttpError;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.Route;
import faastrace.collector.http.Session;
import faastrace.collector.store.TraceName;
import faastrace.collector.views.AsyncAnswer;
import faastrace.collector.views.LookupThreads;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code POST /v1/archive/FOLDER/HOUR}: restores all traces of an hour, such as {@code 2026-11-30T21:00:00Z}. */
final class RestoreRoute implements Route {
    private static final Pattern PATH = Pattern.compile("/v1/archive/([^/]+)/([^/]+)");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final Optional<Archive> archive;
    private final LookupThreads lookups;

    RestoreRoute(Optional<Archive> archive, LookupThreads lookups) {
        this.archive = archive;
        this.lookups = lookups;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public boolean matches(String path) {
        return PATH.matcher(path).matches();
    }

    @Override
    public void answer(HttpExchange exchange) {
        Session.requireOwnPage(exchange);
        Matcher parts = PATH.matcher(exchange.path());
        if (!parts.matches() || !TraceName.isSafe(parts.group(1)) || archive.isEmpty()) {
            throw missing();
        }
        String own = parts.group(1);
        Instant hour = hour(parts.group(2));
        AsyncAnswer.answer(
                exchange,
                lookups.askComparison(
                        List.of("restore", own, hour), () -> archive.get().restore(own, hour)),
                traces -> {
                    if (traces == 0) {
                        throw missing();
                    }
                    exchange.json(200, Map.of("traces", traces));
                });
    }

    private static HttpError missing() {
        return new HttpError(NOT_FOUND, "there is no such hour in the archive", "see GET /v1/archive");
    }

    private static Instant hour(String text) {
        try {
            Instant hour = Instant.parse(text);
            if (hour.isBefore(Instant.EPOCH) || hour.isAfter(LAST)) {
                throw new DateTimeException("not a time of a trace");
            }
            return hour;
        } catch (DateTimeException strange) {
            throw new HttpError(BAD_REQUEST, "the hour is not a time", "use a time such as 2026-11-30T21:00:00Z");
        }
    }
}
