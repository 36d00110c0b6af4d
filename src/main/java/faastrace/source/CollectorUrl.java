package faastrace.source;

import faastrace.collector.store.TraceName;
import faastrace.document.HttpUrl;
import faastrace.problem.Problem;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The URL of a collector, of a function on it, or of a single trace.
 *
 * @param base the collector's address, with its base path and without a slash at the end
 * @param folder the folder of the function's traces, if the URL names one
 * @param file the name of the trace's file, if the URL names a single trace
 */
record CollectorUrl(String base, Optional<String> folder, Optional<String> file) {
    private static final String WHERE = "the collector's URL";
    private static final String INSTEAD = "to choose traces, use --function, --since and --version-of";
    private static final Set<String> PAGES = Set.of("merged", "compare");
    private static final Set<String> SELECTION = Set.of("invocation", "from", "to", "thread", "pid", "tid", "event");
    private static final List<String> SCHEMES = List.of("http://", "https://");

    /** Whether an operand is a URL, and not a path. */
    static boolean is(String operand) {
        return SCHEMES.stream().anyMatch(scheme -> operand.regionMatches(true, 0, scheme, 0, scheme.length()));
    }

    /**
     * Parses the address of a collector, or of one of its pages: {@code /functions/FOLDER}, {@code /traces/FOLDER/FILE}
     * or {@code /v1/traces/FOLDER/FILE}.
     *
     * @throws Problem if the URL is not valid. The message does not contain the URL, which may contain a password
     */
    static CollectorUrl of(String text) {
        int scheme = text.indexOf(':');
        String canonical = text.substring(0, scheme).toLowerCase(Locale.ROOT) + text.substring(scheme);
        HttpUrl.check(WHERE, canonical);
        URI url = uri(canonical);
        String path = url.getRawPath() == null ? "" : withoutSlash(url.getRawPath());
        String server = url.getScheme() + "://" + url.getRawAuthority();
        List<String> parts = List.of(path.split("/", -1));
        int count = parts.size();
        if (count >= 4 && parts.get(count - 3).equals("traces")) {
            refuseSelection(url);
            int end = parts.get(count - 4).equals("v1") ? count - 4 : count - 3;
            return new CollectorUrl(
                    server + joined(parts, end),
                    Optional.of(safe(parts.get(count - 2))),
                    Optional.of(safe(parts.get(count - 1))));
        }
        if (count >= 2 && PAGES.contains(parts.get(count - 1))) {
            throw new Problem(
                    WHERE,
                    "it is the URL of a page that shows several traces, not of a collector",
                    "remove /" + parts.get(count - 1) + " and what follows; " + INSTEAD);
        }
        if (url.getRawQuery() != null) {
            throw new Problem(WHERE, "it has a query, which would be ignored", "remove the part after ?; " + INSTEAD);
        }
        if (count >= 3 && parts.get(count - 2).equals("functions")) {
            return new CollectorUrl(
                    server + joined(parts, count - 2), Optional.of(safe(parts.get(count - 1))), Optional.empty());
        }
        boolean list = count >= 3
                && parts.get(count - 2).equals("v1")
                && parts.get(count - 1).equals("traces");
        return new CollectorUrl(server + joined(parts, list ? count - 2 : count), Optional.empty(), Optional.empty());
    }

    /** Refuses the URL of a trace's page on which samples are selected, because all samples would be read. */
    private static void refuseSelection(URI url) {
        for (String part : Arrays.asList(url.getRawQuery(), url.getRawFragment())) {
            for (String field : part == null ? new String[0] : part.split("&")) {
                int end = field.indexOf('=');
                if (end > 0 && SELECTION.contains(field.substring(0, end))) {
                    throw new Problem(
                            WHERE,
                            "it selects samples of the trace, which would be ignored",
                            "remove the part after ? or #; to select samples, use --invocation, --from, --to, --thread"
                                    + " or --event");
                }
            }
        }
    }

    private static URI uri(String text) {
        try {
            URI url = URI.create(text);
            if (url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException strange) {
            // The message would contain the URL.
        }
        throw new Problem(WHERE, "it has a character that is not allowed", "write it like http://127.0.0.1:4141/");
    }

    private static String joined(List<String> parts, int end) {
        return withoutSlash(String.join("/", parts.subList(0, end)));
    }

    private static String withoutSlash(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private static String safe(String name) {
        if (!TraceName.isSafe(name)) {
            throw new Problem(WHERE, "it names no trace that a collector can have", "copy the URL from the collector");
        }
        return name;
    }

    /** The URL of a trace. */
    static String trace(String base, String folder, String file) {
        return base + "/v1/traces/" + folder + "/" + file;
    }
}
