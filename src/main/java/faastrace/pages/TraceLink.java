package faastrace.pages;

import faastrace.document.HttpUrl;
import faastrace.problem.Problem;

/**
 * The address of a distributed trace in a tracing backend.
 *
 * @param pattern the address, with {@code {trace}} in the place of the trace id, and maybe {@code {span}} in the place of
 *     the span id
 */
public record TraceLink(String pattern) {
    private static final String TRACE = "{trace}";
    private static final String SPAN = "{span}";
    private static final String ID = "0";

    /** @throws Problem if the pattern can't be an address */
    public TraceLink {
        String where = "--trace-link";
        if (!pattern.contains(TRACE)) {
            throw new Problem(
                    where, "has no place for the trace id", "write it like https://tempo.example/trace/{trace}");
        }
        HttpUrl.check(where, pattern.replace(TRACE, ID).replace(SPAN, ID));
    }
}
