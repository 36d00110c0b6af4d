package faastrace.collector.views.function;

import faastrace.collector.views.function.FunctionCalls.Column;
import faastrace.collector.views.function.FunctionCalls.Slow;
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
import java.util.stream.IntStream;

/** The numbers that a function page shows, as the fields of a JSON object. Durations are in nanoseconds. */
public final class FunctionNumbers {
    private static final int FORMAT = 1;
    private static final int COLUMNS = 96;
    private static final int ROWS = 40;
    private static final int MOST_VERSIONS = 50;

    private final FunctionCalls calls;
    private final int[] all;
    private final long begin;
    private int versionCount;
    private final long end;

    private FunctionNumbers(FunctionCalls calls) {
        this.calls = calls;
        this.all = IntStream.range(0, calls.size()).toArray();
        this.begin = Arrays.stream(all(Column.millis)).min().orElse(0);
        this.end = Arrays.stream(all(Column.millis)).max().orElse(0) + 1;
    }

    /** The fields of the JSON object for these invocations. */
    public static Map<String, Object> fields(FunctionCalls calls, CallContexts contexts) {
        return new FunctionNumbers(calls).fields(contexts);
    }

    private Map<String, Object> fields(CallContexts contexts) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format", FORMAT);
        fields.put("calls", calls.size());
        fields.put("traces", calls.traces());
        fields.put("waiting", calls.waiting());
        fields.put("unreadable", calls.unreadable());
        fields.put("incomplete", calls.incomplete());
        fields.put("leftOut", calls.leftOut());
        if (calls.size() > 0) {
            fields.put("begin", begin);
            fields.put("end", end);
            fields.put("percentiles", Percentiles.of(sortedDurations(all)));
            putMap(fields);
            List<Map<String, Object>> versions = versions();
            fields.put("versions", versions);
            fields.put("olderVersions", versionCount - versions.size());
            fields.put(
                    "slowest",
                    calls.slowest().stream().map(call -> slow(call, contexts)).toList());
        }
        return fields;
    }

    private long[] all(Column column) {
        return numbers(column, all);
    }

    private long[] numbers(Column column, int[] some) {
        return Arrays.stream(some).mapToLong(call -> calls.get(column, call)).toArray();
    }

    private long[] sortedDurations(int[] some) {
        long[] durations = numbers(Column.duration, some);
        Arrays.sort(durations);
        return durations;
    }

    /** The heat map: columns of equal time, and rows of durations on a logarithmic scale. */
    private void putMap(Map<String, Object> fields) {
        long[] durations = sortedDurations(all);
        double low = Math.log(Math.max(1, durations[0]));
        double high = Math.max(low + 1e-9, Math.log(Math.max(1, durations[durations.length - 1])));
        long[] cells = new long[COLUMNS * ROWS];
        List<IntStream.Builder> columns = new ArrayList<>();
        for (int i = 0; i < COLUMNS; i++) {
            columns.add(IntStream.builder());
        }
        for (int call : all) {
            int column = (int) ((calls.get(Column.millis, call) - begin) * COLUMNS / (end - begin));
            double height = Math.log(Math.max(1, calls.get(Column.duration, call))) - low;
            int row = (int) (height / (high - low) * ROWS);
            cells[column * ROWS + Math.min(ROWS - 1, row)]++;
            columns.get(column).add(call);
        }
        fields.put("columns", COLUMNS);
        fields.put("rows", ROWS);
        fields.put("shortest", durations[0]);
        fields.put("longest", durations[durations.length - 1]);
        fields.put("cells", Arrays.stream(cells).boxed().toList());
        fields.put(
                "course",
                columns.stream()
                        .map(column ->
                                Percentiles.of(sortedDurations(column.build().toArray())))
                        .toList());
    }

    /** A version and its invocations, in the order of their start. */
    private record Version(String name, int[] calls) {}

    /** The versions in the order of their first invocations, the newest last. */
    private List<Map<String, Object>> versions() {
        Map<String, IntStream.Builder> byName = new HashMap<>();
        IntStream.range(0, calls.size())
                .boxed()
                .sorted(Comparator.comparingLong(call -> calls.get(Column.millis, call)))
                .forEach(call -> byName.computeIfAbsent(calls.trace(call).version(), name -> IntStream.builder())
                        .add(call));
        List<Version> ordered = byName.entrySet().stream()
                .map(entry ->
                        new Version(entry.getKey(), entry.getValue().build().toArray()))
                .sorted(Comparator.comparingLong((Version version) -> first(version))
                        .thenComparing(Version::name))
                .toList();
        versionCount = ordered.size();
        List<Map<String, Object>> versions = new ArrayList<>();
        for (int i = Math.max(0, ordered.size() - MOST_VERSIONS); i < ordered.size(); i++) {
            Map<String, Object> fields = fields(ordered.get(i));
            if (i > 0) {
                putChange(fields, ordered.get(i - 1), ordered.get(i));
            }
            versions.add(fields);
        }
        return versions;
    }

    private long first(Version version) {
        return calls.get(Column.millis, version.calls()[0]);
    }

    private Map<String, Object> fields(Version version) {
        int[] own = version.calls();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", version.name());
        fields.put("first", first(version));
        fields.put("last", calls.get(Column.millis, own[own.length - 1]));
        fields.put("calls", own.length);
        fields.put("percentiles", Percentiles.of(sortedDurations(own)));
        fields.put(
                "duration",
                Math.round(
                        Arrays.stream(numbers(Column.duration, own)).average().orElse(0)));
        for (Column column : List.of(Column.cpu, Column.ready, Column.throttled, Column.waiting)) {
            putAverage(fields, column, own);
        }
        return fields;
    }

    /** Adds the change of the average duration since the previous version, as a part of the duration before. */
    private void putChange(Map<String, Object> fields, Version before, Version after) {
        Total total = AverageChange.of(group(before), group(after));
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

    private AverageChange.Group group(Version version) {
        int[] inTraces = version.calls().clone();
        Arrays.sort(inTraces);
        return new AverageChange.Group(
                Arrays.stream(numbers(Column.duration, inTraces))
                        .asDoubleStream()
                        .toArray(),
                Arrays.stream(inTraces).map(calls::recording).toArray());
    }

    /** Adds the average of the invocations whose number is known, and how many invocations these are. */
    private void putAverage(Map<String, Object> fields, Column column, int[] own) {
        long[] known = Arrays.stream(numbers(column, own))
                .filter(number -> number != FunctionCalls.UNKNOWN)
                .toArray();
        if (known.length > 0) {
            fields.put(column.name(), Math.round(Arrays.stream(known).average().orElse(0)));
            fields.put(column.name() + "Calls", known.length);
        }
    }

    private static Map<String, Object> slow(Slow call, CallContexts contexts) {
        MeasuredInvocation one = call.measured();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", one.id());
        fields.put("trace", call.trace().key());
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
        contexts.of(call.trace().key(), one.id()).ifPresent(context -> {
            fields.put("traceId", context.traceId());
            fields.put("spanId", context.spanId());
        });
        return fields;
    }
}
