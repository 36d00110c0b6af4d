package faastrace.pages;

import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.problem.Problem;
import faastrace.trace.Trace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers that a list shows for a trace.
 *
 * @param samples the number of samples
 * @param spanNanos the time from the first sample to the last
 * @param cpuNanos the CPU time that the samples stand for, -1 if unknown
 * @param invocations the number of invocations
 * @param leftOut the number of head lines that were left out, because they could not be parsed, or because there was no
 *     room for them; most of them are invocations
 * @param slowestNanos the duration of the slowest invocation
 * @param language the language of the function; empty if unknown
 * @param host the processor model; empty if unknown
 * @param version the version of the function's deployment; empty if unknown
 * @param hottest the function with the most self samples; empty if there are no samples
 * @param hottestShare the share of all samples that are self samples of that function, in thousandths
 * @param course the number of samples over time, in intervals of equal length
 */
public record ListSummary(
        long samples,
        long spanNanos,
        long cpuNanos,
        int invocations,
        long leftOut,
        long slowestNanos,
        String language,
        String host,
        String version,
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

    /** Counts the samples of a trace. If there are several events, the numbers are those of the preferred event. */
    public static ListSummary of(Trace trace) {
        return new SummaryBuilder(trace).summary();
    }

    /** The fields of the summary's JSON object. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("samples", samples);
        fields.put("spanNanos", spanNanos);
        fields.put("cpuNanos", cpuNanos);
        fields.put("invocations", invocations);
        if (leftOut > 0) {
            fields.put("leftOut", leftOut);
        }
        fields.put("slowestNanos", slowestNanos);
        fields.put("language", language);
        fields.put("host", host);
        fields.put("version", version);
        fields.put("hottest", hottest);
        fields.put("hottestShare", hottestShare);
        fields.put("course", course);
        return fields;
    }

    /** Parses a summary from JSON. Throws {@link Problem} if the JSON is not a summary. */
    public static ListSummary read(String json) {
        Value value = Json.read("summary", json);
        try {
            return new ListSummary(
                    number(value, "samples"),
                    number(value, "spanNanos"),
                    number(value, "cpuNanos"),
                    (int) number(value, "invocations"),
                    value.find("leftOut").map(Value::text).map(Long::parseLong).orElse(0L),
                    number(value, "slowestNanos"),
                    value.require("language").text(),
                    value.require("host").text(),
                    value.find("version").map(Value::text).orElse(""), // older files don't have it
                    value.require("hottest").text(),
                    (int) number(value, "hottestShare"),
                    value.require("course").texts().stream()
                            .map(Long::parseLong)
                            .toList());
        } catch (NumberFormatException strange) {
            throw new Problem("summary", "this version of faas-trace can't read its format", "delete it", strange);
        }
    }

    private static long number(Value value, String key) {
        return Long.parseLong(value.require(key).text());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
