package faastrace.trace;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The metadata of a trace, in comment lines at its start. Other programs ignore these lines:
 *
 * <pre>
 * # ========
 * # faas-trace 1
 * # faas-trace meta function=pi namespace=- container=HOST language=python rate=200 clock=monotonic cpu=Intel%20Xeon version=7d4b9c6f5
 * # faas-trace invocation id=ID start=12.345678901 end=12.445678901 pid=17 tid=19 overlap=0 cpu=30123456 ready=1234567
 * </pre>
 *
 * The line of an invocation can have the fields {@code cpu}, {@code ready}, {@code throttled} and {@code unsampled}, in
 * nanoseconds, and {@code shared=1}. {@link InvocationTimes} explains these fields. An unknown number is left out. If the
 * caller sent a {@link TraceContext}, its ids are in the fields {@code trace} and {@code span}. Readers ignore unknown
 * fields, and any of these numbers and ids that they can't parse.
 *
 * @param format the version of the format; 0 if the trace has no head
 * @param meta the values of the meta line, decoded; unknown values ({@code -}) are left out
 * @param invocations the invocations, in the order of their lines
 * @param malformed the number of head lines that were left out because they could not be parsed, or because there was
 *     no room for them
 */
public record Head(int format, Map<String, String> meta, List<Invocation> invocations, int malformed) {
    /** The version of the format that this program writes. */
    public static final int FORMAT = 1;

    /** The first line of perf's own header, by which the Firefox Profiler recognises perf script text. */
    public static final String FIRST = "# ========\n";

    /** The prefix of each other head line. */
    public static final String PREFIX = "# faas-trace ";

    public static final String UNKNOWN = "-";

    /** The key of the {@link #version}. */
    public static final String VERSION = "version";

    /** The key of {@link #epochNanos}. Readers compute it from perf's own header. */
    public static final String EPOCH = "epoch";

    /** Docker's limit for an image tag, and the agent's limit for a version. */
    private static final Pattern VERSION_TEXT = Pattern.compile("[!-~]{1,128}");

    public Head {
        meta = withoutInvalidVersion(meta);
        invocations = List.copyOf(invocations);
    }

    /** Leaves out an invalid version. Anybody can send a trace, and its version appears in lists and labels. */
    private static Map<String, String> withoutInvalidVersion(Map<String, String> meta) {
        Map<String, String> kept = new HashMap<>(meta);
        kept.computeIfPresent(VERSION, (key, text) -> VERSION_TEXT.matcher(text).matches() ? text : null);
        return Map.copyOf(kept);
    }

    /** Creates a head to be written, in the current format. */
    public static Head of(Map<String, String> meta, List<Invocation> invocations) {
        return new Head(FORMAT, meta, invocations, 0);
    }

    /** The same head without its invocations. */
    public Head withoutInvocations() {
        return new Head(format, meta, List.of(), malformed);
    }

    /** The values of the meta line that are the same in all heads, without {@link #EPOCH}. */
    public static Map<String, String> common(List<Head> heads) {
        Map<String, String> facts =
                new HashMap<>(heads.isEmpty() ? Map.of() : heads.get(0).meta());
        heads.forEach(head -> facts.entrySet().retainAll(head.meta().entrySet()));
        facts.remove(EPOCH);
        return facts;
    }

    /** A value of the meta line: {@code function}, {@code language}, {@code rate} (Hz), … */
    public Optional<String> find(String key) {
        return Optional.ofNullable(meta.get(Objects.requireNonNull(key)));
    }

    /** The traced function, if the trace names it. */
    public Optional<String> function() {
        return find("function");
    }

    /**
     * The version of the function's deployment: a value that the user set, the name of a ReplicaSet, or a fingerprint
     * of the function's files. It has at most 128 printable ASCII characters and no spaces. Empty if the trace has no
     * version or an invalid one.
     */
    public Optional<String> version() {
        return find(VERSION);
    }

    /**
     * The time of day at the time 0 of the trace's clock, in nanoseconds since 1970. Add the time of a sample or an
     * invocation to get its time of day. Empty if perf did not tell.
     */
    public OptionalLong epochNanos() {
        return epochNanos(meta);
    }

    /** Like {@link #epochNanos()}, from the values of a meta line. */
    public static OptionalLong epochNanos(Map<String, String> meta) {
        try {
            return Optional.ofNullable(meta.get(EPOCH))
                    .map(Nanos::parse)
                    .map(OptionalLong::of)
                    .orElse(OptionalLong.empty());
        } catch (IllegalArgumentException invalid) {
            return OptionalLong.empty();
        }
    }

    /** The number of invocations that the sender left out; 0 if the head doesn't contain this number. */
    public long omitted() {
        return find("omitted")
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    /** The lines of this head, each with a line ending. They are put before perf's own header. */
    public String text() {
        StringBuilder text = new StringBuilder(FIRST + PREFIX + format + "\n");
        text.append(PREFIX).append("meta");
        meta.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> field(text, entry.getKey(), entry.getValue()));
        text.append('\n');
        for (Invocation invocation : invocations) {
            text.append(PREFIX).append("invocation");
            fields(invocation).forEach((key, value) -> field(text, key, value));
            text.append('\n');
        }
        return text.toString();
    }

    private static Map<String, String> fields(Invocation invocation) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("id", invocation.id());
        fields.put("start", Nanos.format(invocation.startNanos()));
        fields.put("end", Nanos.format(invocation.endNanos()));
        fields.put("pid", number(invocation.pid()));
        fields.put("tid", number(invocation.tid()));
        if (!invocation.children().isEmpty()) {
            fields.put(
                    "children",
                    String.join(
                            "+",
                            invocation.children().stream()
                                    .sorted()
                                    .map(String::valueOf)
                                    .toList()));
        }
        fields.put("overlap", invocation.overlap() ? "1" : "0");
        InvocationTimes times = invocation.times();
        put(fields, "cpu", times.cpuNanos());
        put(fields, "ready", times.readyNanos());
        put(fields, "throttled", times.throttledNanos());
        if (times.shared()) {
            fields.put("shared", "1");
        }
        put(fields, "unsampled", times.unsampledNanos());
        invocation.givenContext().ifPresent(context -> {
            fields.put("trace", context.traceId());
            fields.put("span", context.spanId());
        });
        return fields;
    }

    private static void put(Map<String, String> fields, String key, OptionalLong number) {
        number.ifPresent(known -> fields.put(key, Long.toString(known)));
    }

    private static String number(OptionalInt number) {
        return number.isPresent() ? Integer.toString(number.getAsInt()) : "";
    }

    private static void field(StringBuilder text, String key, String value) {
        text.append(' ').append(key).append('=').append(value.isEmpty() ? UNKNOWN : Percent.encode(value));
    }
}
