package faastrace.pages;

import faastrace.document.HttpUrl;
import faastrace.problem.Problem;
import java.net.URI;
import java.net.URISyntaxException;

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
        String example = pattern.replace(TRACE, ID).replace(SPAN, ID);
        HttpUrl.check(where, example);
        try {
            String host = new URI(example).getHost();
            if (host == null || !pattern.startsWith(host, pattern.indexOf("//") + 2)) {
                throw new Problem(where, "the id is in the name of the host", "put {trace} into the path or the query");
            }
        } catch (URISyntaxException strange) {
            throw new Problem(where, "this is not an http or https URL", "write special characters like %20");
        }
    }
}
