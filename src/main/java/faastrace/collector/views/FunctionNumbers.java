package faastrace.collector.views;

import faastrace.collector.views.FunctionCalls.Call;
import faastrace.trace.call.AverageChange;
import faastrace.trace.call.Total;
import faastrace.trace.invocation.MeasuredInvocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

/** The numbers that a function page shows, as the fields of a JSON object. Durations are in nanoseconds. */
public final class FunctionNumbers {
    private static final int FORMAT = 1;
    private static final int COLUMNS = 96;
    private static final int ROWS = 40;
    private static final int MOST_SLOW = 20;
    private static final int MOST_VERSIONS = 50;

    private final FunctionCalls found;
    private final List<Call> calls;
    private final long begin;
    private final long end;

    private FunctionNumbers(FunctionCalls found) {
        this.found = found;
        this.calls = found.calls();
        this.begin = calls.stream().mapToLong(Call::millis).min().orElse(0);
        this.end = calls.stream().mapToLong(Call::millis).max().orElse(0) + 1;
    }

    /** The fields of the JSON object for these calls. */
    public static Map<String, Object> fields(FunctionCalls found) {
        return new FunctionNumbers(found).fields();
    }

    private Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format", FORMAT);
        fields.put("calls", calls.size());
        fields.put("traces", found.traces());
        fields.put("waiting", found.waiting());
        fields.put("unreadable", found.unreadable());
        if (!calls.isEmpty()) {
            fields.put("begin", begin);
            fields.put("end", end);
            fields.put("percentiles", Percentiles.of(durations(calls)));
            putMap(fields);
            fields.put("versions", versions());
            fields.put("slowest", slowest());
        }
        return fields;
    }

    private static long[] durations(List<Call> calls) {
        return calls.stream()
                .mapToLong(call -> call.measured().durationNanos())
                .sorted()
                .toArray();
    }

    /** The heat map: columns of equal time, and rows of durations, each of which is longer by the same factor. */
    private void putMap(Map<String, Object> fields) {
        long[] all = durations(calls);
        double low = Math.log(Math.max(1, all[0]));
        double high = Math.max(low + 1e-9, Math.log(Math.max(1, all[all.length - 1])));
        long[] cells = new long[COLUMNS * ROWS];
        List<List<Long>> columns = new ArrayList<>();
        for (int i = 0; i < COLUMNS; i++) {
            columns.add(new ArrayList<>());
        }
        for (Call call : calls) {
            int column = (int) ((call.millis() - begin) * COLUMNS / (end - begin));
            long duration = Math.max(1, call.measured().durationNanos());
            int row = (int) ((Math.log(duration) - low) / (high - low) * ROWS);
            cells[column * ROWS + Math.min(ROWS - 1, row)]++;
            columns.get(column).add(call.measured().durationNanos());
        }
        fields.put("columns", COLUMNS);
        fields.put("rows", ROWS);
        fields.put("shortest", all[0]);
        fields.put("longest", all[all.length - 1]);
        fields.put("cells", Arrays.stream(cells).boxed().toList());
        fields.put(
                "course",
                columns.stream()
                        .map(column -> Percentiles.of(column.stream()
                                .mapToLong(Long::longValue)
                                .sorted()
                                .toArray()))
                        .toList());
    }

    /** The versions in the order in which they were deployed, the newest last. */
    private List<Map<String, Object>> versions() {
        Map<String, List<Call>> byVersion = new HashMap<>();
        for (Call call : calls) {
            byVersion
                    .computeIfAbsent(call.trace().version(), version -> new ArrayList<>())
                    .add(call);
        }
        List<Map.Entry<String, List<Call>>> ordered = byVersion.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> first(entry.getValue())))
                .toList();
        List<Map<String, Object>> versions = new ArrayList<>();
        for (int i = Math.max(0, ordered.size() - MOST_VERSIONS); i < ordered.size(); i++) {
            Map<String, Object> fields =
                    version(ordered.get(i).getKey(), ordered.get(i).getValue());
            if (i > 0) {
                putChange(fields, ordered.get(i - 1).getValue(), ordered.get(i).getValue());
            }
            versions.add(fields);
        }
        return versions;
    }

    private static long first(List<Call> calls) {
        return calls.stream().mapToLong(Call::millis).min().orElse(0);
    }

    private static Map<String, Object> version(String version, List<Call> calls) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", version);
        fields.put("first", first(calls));
        fields.put("last", calls.stream().mapToLong(Call::millis).max().orElse(0));
        fields.put("calls", calls.size());
        fields.put("percentiles", Percentiles.of(durations(calls)));
        fields.put(
                "duration",
                Math.round(calls.stream()
                        .mapToLong(call -> call.measured().durationNanos())
                        .average()
                        .orElse(0)));
        putAverage(fields, "cpu", calls, one -> one.times().cpuNanos());
        putAverage(fields, "ready", calls, one -> one.times().readyNanos());
        putAverage(fields, "throttled", calls, one -> one.times().throttledNanos());
        putAverage(fields, "waiting", calls, MeasuredInvocation::waitingNanos);
        return fields;
    }

    /** Adds the change of the average duration since the previous version, as a part of the duration before. */
    private static void putChange(Map<String, Object> fields, List<Call> before, List<Call> after) {
        Total total = AverageChange.of(inOrder(before), inOrder(after));
        if (total.growth().isPresent()) {
            fields.put(
                    "change",
                    Map.of(
                            "part",
                            total.growth().getAsDouble(),
                            "verdict",
                            total.verdict().name()));
        }
    }

    private static double[] inOrder(List<Call> calls) {
        return calls.stream()
                .sorted(Comparator.comparingLong(Call::millis))
                .mapToDouble(call -> call.measured().durationNanos())
                .toArray();
    }

    /** Adds the average of the calls whose number is known, and how many these are if not all. */
    private static void putAverage(
            Map<String, Object> fields,
            String key,
            List<Call> calls,
            Function<MeasuredInvocation, OptionalLong> number) {
        long[] known = calls.stream()
                .map(call -> number.apply(call.measured()))
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .toArray();
        if (known.length > 0) {
            fields.put(key, Math.round(Arrays.stream(known).average().orElse(0)));
            fields.put(key + "Calls", known.length);
        }
    }

    private List<Map<String, Object>> slowest() {
        return calls.stream()
                .sorted(Comparator.comparingLong((Call call) -> -call.measured().durationNanos())
                        .thenComparing(Call::millis))
                .limit(MOST_SLOW)
                .map(FunctionNumbers::slow)
                .toList();
    }

    private static Map<String, Object> slow(Call call) {
        MeasuredInvocation one = call.measured();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", one.id());
        fields.put("trace", call.trace().folder() + "/" + call.trace().file());
        fields.put("version", call.trace().version());
        fields.put("start", call.millis());
        fields.put("duration", one.durationNanos());
        Map<String, OptionalLong> known = new TreeMap<>();
        known.put("cpu", one.times().cpuNanos());
        known.put("ready", one.times().readyNanos());
        known.put("throttled", one.times().throttledNanos());
        known.put("waiting", one.waitingNanos());
        known.forEach((key, number) -> number.ifPresent(nanos -> fields.put(key, nanos)));
        fields.put("shared", one.times().shared());
        fields.put("samples", one.samples());
        return fields;
    }
}
