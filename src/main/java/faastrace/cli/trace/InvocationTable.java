package faastrace.cli.trace;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.document.Json;
import faastrace.trace.Head;
import faastrace.trace.Invocation;
import faastrace.trace.InvocationTimes;
import faastrace.trace.Nanos;
import faastrace.trace.read.CountedInvocations;
import faastrace.trace.read.CountedInvocations.Counted;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The invocations of traces in the order of the traces and of their starts, each with its times and its number of samples. */
final class InvocationTable {
    /** The version of the JSON format. */
    private static final int VERSION = 2;

    private static final String UNKNOWN = "-";
    private static final String SHARED = "~";
    private static final String UNSAMPLED = "*";
    private static final DateTimeFormatter TIME_OF_DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final double MILLI = 1e6;
    private static final double SECOND = 1e9;
    private static final List<String> TITLES = List.of("ID", "START", "DURATION", "CPU", "READY", "WAITING", "SAMPLES");

    private final List<Listed> invocations;
    private final boolean several;
    private final boolean versions;

    /**
     * A trace: its name, its version, the time from which its invocations are counted, and the time of day at the time 0
     * of its clock.
     */
    private record Origin(String trace, Optional<String> version, long nanos, OptionalLong epochNanos) {}

    /** An invocation and its trace. */
    private record Listed(Counted counted, Origin origin) {
        Invocation invocation() {
            return counted.invocation();
        }

        Optional<String> version() {
            return origin.version();
        }
    }

    /** @param names the names of the traces, in the same order */
    InvocationTable(List<String> names, List<CountedInvocations> traces) {
        several = traces.size() > 1;
        invocations = IntStream.range(0, traces.size())
                .boxed()
                .flatMap(i -> listed(names.get(i), traces.get(i)))
                .toList();
        versions = invocations.stream().anyMatch(one -> one.version().isPresent());
    }

    /**
     * The invocations of a trace. Each trace has its own clock, so their starts can be compared only within a trace.
     */
    private static Stream<Listed> listed(String name, CountedInvocations trace) {
        List<Counted> sorted = trace.invocations().stream()
                .sorted(Comparator.comparingLong(one -> one.invocation().startNanos()))
                .toList();
        long first = trace.firstNanos().orElse(sorted.get(0).invocation().startNanos());
        Head head = trace.result().head();
        Origin origin = new Origin(name, head.version(), first / (long) SECOND * (long) SECOND, head.epochNanos());
        return sorted.stream().map(one -> new Listed(one, origin));
    }

    /** Prints the table in columns, followed by the meanings of its signs. */
    void print(OutputStream out) throws IOException {
        List<String> titles = withTexts(TITLES, "VERSION", "TRACE");
        int[] widths = new int[titles.size()];
        boolean unknown = false;
        widen(widths, titles);
        for (Listed one : invocations) {
            List<String> row = cells(one);
            widen(widths, row);
            // A client may choose the id "-", and a trace can have the name "-", too.
            unknown |= row.subList(1, TITLES.size() + (versions ? 1 : 0)).contains(UNKNOWN);
        }
        write(out, line(titles, widths));
        for (Listed one : invocations) {
            write(out, line(cells(one), widths));
        }
        write(out, footnotes(unknown));
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void widen(int[] widths, List<String> row) {
        for (int column = 0; column < widths.length; column++) {
            widths[column] = Math.max(widths[column], row.get(column).length());
        }
    }

    private List<String> cells(Listed listed) {
        Counted one = listed.counted();
        Invocation invocation = one.invocation();
        InvocationTimes times = invocation.times();
        String mark = times.shared() ? SHARED : "";
        List<String> cells = List.of(
                printable(invocation.id()),
                start(invocation, listed.origin()),
                millis(invocation.durationNanos()),
                cell(mark, times.cpuNanos()),
                cell(mark, times.readyNanos()),
                cell(mark, invocation.waitingNanos()),
                one.samples() + (times.unsampledNanos().isPresent() ? UNSAMPLED : ""));
        return withTexts(
                cells,
                listed.version().orElse(UNKNOWN),
                printable(listed.origin().trace()));
    }

    /** The time of day if there are several traces and it is known; otherwise, the time since the trace's beginning. */
    private String start(Invocation invocation, Origin origin) {
        OptionalLong epoch = origin.epochNanos();
        return several && epoch.isPresent() && epoch.getAsLong() <= Long.MAX_VALUE - invocation.startNanos()
                ? TIME_OF_DAY.format(Instant.ofEpochSecond(0, epoch.getAsLong() + invocation.startNanos()))
                : String.format(Locale.ROOT, "%.3f s", (invocation.startNanos() - origin.nanos()) / SECOND);
    }

    /** Appends the version if a trace has one, and the name of the trace if there are several traces. */
    private List<String> withTexts(List<String> cells, String version, String trace) {
        List<String> all = new ArrayList<>(cells);
        if (versions) {
            all.add(version);
        }
        if (several) {
            all.add(trace);
        }
        return all;
    }

    private static String cell(String mark, OptionalLong nanos) {
        return nanos.isPresent() ? mark + millis(nanos.getAsLong()) : UNKNOWN;
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.2f ms", nanos / MILLI);
    }

    /** A row. Numbers are right-aligned, and texts left-aligned. */
    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            boolean isNumber = column > 0 && column < TITLES.size();
            String space = " ".repeat(widths[column] - row.get(column).length());
            line.append(column == 0 ? "" : "  ").append(isNumber ? space : "").append(row.get(column));
            line.append(isNumber || column == widths.length - 1 ? "" : space);
        }
        return line.append('\n').toString();
    }

    private String footnotes(boolean unknown) {
        StringBuilder notes = new StringBuilder();
        boolean shared =
                invocations.stream().anyMatch(one -> one.invocation().times().shared());
        if (shared) {
            notes.append(SHARED).append(" The time can include other work of the same process.\n");
        }
        if (unknown) {
            notes.append(UNKNOWN).append(" The value is not known.\n");
        }
        if (invocations.stream()
                .anyMatch(one -> one.invocation().times().unsampledNanos().isPresent())) {
            notes.append(UNSAMPLED).append(" perf was being restarted for part of the time, and took no samples.\n");
        }
        return notes.isEmpty() ? "" : "\n" + notes;
    }

    /** The table for programs. What is not known is left out. */
    String json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", VERSION);
        document.put("invocations", invocations.stream().map(this::fields).toList());
        return Json.write(document);
    }

    private Map<String, Object> fields(Listed listed) {
        Counted one = listed.counted();
        Invocation invocation = one.invocation();
        InvocationTimes times = invocation.times();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", invocation.id());
        // Times are written as text, because a JSON number can lose the last digits of a time.
        fields.put("start", Nanos.format(invocation.startNanos()));
        fields.put("end", Nanos.format(invocation.endNanos()));
        fields.put("durationNanos", invocation.durationNanos());
        put(fields, "cpuNanos", times.cpuNanos());
        put(fields, "readyNanos", times.readyNanos());
        put(fields, "throttledNanos", times.throttledNanos());
        put(fields, "waitingNanos", invocation.waitingNanos());
        fields.put("shared", times.shared());
        put(fields, "unsampledNanos", times.unsampledNanos());
        invocation.givenContext().ifPresent(context -> {
            fields.put("traceId", context.traceId());
            fields.put("spanId", context.spanId());
        });
        fields.put("overlap", invocation.overlap());
        fields.put("samples", one.samples());
        listed.version().ifPresent(version -> fields.put("version", version));
        if (several) {
            fields.put("trace", listed.origin().trace());
        }
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, OptionalLong nanos) {
        nanos.ifPresent(known -> fields.put(name, known));
    }
}
