package faastrace.pages;

import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.problem.Problem;
import faastrace.trace.Trace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a list shows of a trace.
 *
 * @param samples how many
 * @param spanNanos from the first sample to the last
 * @param cpuNanos how much processor time they stand for, -1 where the trace does not say
 * @param invocations how many
 * @param slowestNanos how long the longest took
 * @param language what the function is written in; empty where unknown
 * @param host the kind of processor; empty where unknown
 * @param hottest the function with most samples of its own; empty without samples
 * @param hottestShare its share of them, in thousandths
 * @param course samples over time, in parts of equal length
 */
public record ListSummary(
        long samples,
        long spanNanos,
        long cpuNanos,
        int invocations,
        long slowestNanos,
        String language,
        String host,
        String hottest,
        int hottestShare,
        List<Long> course) {
    private static final int LONGEST = 200;

    public ListSummary {
        language = cut(language);
        host = cut(host);
        hottest = cut(hottest);
        course = List.copyOf(course);
    }

    /** Counts the samples of a trace. Where it has several events, the numbers are those of the preferred one. */
    public static ListSummary of(Trace trace) {
        return new SummaryBuilder(trace).summary();
    }

    /** As JSON. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("samples", samples);
        fields.put("spanNanos", spanNanos);
        fields.put("cpuNanos", cpuNanos);
        fields.put("invocations", invocations);
        fields.put("slowestNanos", slowestNanos);
        fields.put("language", language);
        fields.put("host", host);
        fields.put("hottest", hottest);
        fields.put("hottestShare", hottestShare);
        fields.put("course", course);
        return fields;
    }

    /** Throws {@link Problem} if that is no summary. */
    public static ListSummary read(String json) {
        Value value = Json.read("summary", json);
        try {
            return new ListSummary(
                    number(value, "samples"),
                    number(value, "spanNanos"),
                    number(value, "cpuNanos"),
                    (int) number(value, "invocations"),
                    number(value, "slowestNanos"),
                    value.require("language").text(),
                    value.require("host").text(),
                    value.require("hottest").text(),
                    (int) number(value, "hottestShare"),
                    value.require("course").texts().stream()
                            .map(Long::parseLong)
                            .toList());
        } catch (NumberFormatException strange) {
            throw new Problem("summary", "is not one of ours", "delete it", strange);
        }
    }

    private static long number(Value value, String key) {
        return Long.parseLong(value.require(key).text());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
