package faastrace.chart;

import faastrace.trace.CallTree;
import faastrace.trace.Events;
import faastrace.trace.Head;
import faastrace.trace.Invocation;
import faastrace.trace.Selection;
import faastrace.trace.Skipped;
import faastrace.trace.Trace;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A trace as the pages read it: the call tree, and each sample with its time, its node, its thread and its owners. All
 * that a page shows is chosen there, so nothing has to be asked for again.
 */
public final class ProfileJson {
    /** The version of this form. The pages' script has the same number, and reports any other. */
    public static final int VERSION = 2;

    private static final int MICRO = 1000;

    /** A browser can't read a text of more than half a gigabyte; this many samples make some 150 MB. */
    private static final int MOST_SAMPLES = 5_000_000;

    private static final int MOST_OWNERS = 4_000_000;

    private final Trace trace;
    private final Selection selection;
    private final JsonOutput json;
    private final int[] rows;
    private final CallTree tree = new CallTree();
    private final Map<List<Object>, Integer> threads = new LinkedHashMap<>();
    private final Map<String, Integer> invocations = new HashMap<>();
    private final Events events;
    private final long base;
    private final long start;
    private final long beyond;
    private final int sets;

    private ProfileJson(Trace trace, Selection selection, int most, int mostOwners, JsonOutput json) {
        this.trace = trace;
        this.json = json;
        IntPredicate chosen = selection.of(trace);
        events = Events.of(trace, selection);
        this.selection = selection;
        int[] all = inOrder(trace, IntStream.range(0, trace.size()).filter(chosen));
        rows = all.length <= most ? all : Arrays.copyOf(all, most);
        beyond = all.length - rows.length;
        sets = setsWithRoom(trace, mostOwners);
        base = TimeOrigin.nanos(trace) / MICRO;
        start = rows.length == 0 ? base : trace.nanos(rows[0]) / MICRO;
    }

    /** Writes the samples that count. */
    public static void write(Trace trace, Selection selection, OutputStream out) throws IOException {
        write(trace, selection, MOST_SAMPLES, MOST_OWNERS, out);
    }

    /** The same, with no more samples and owners than that. */
    static void write(Trace trace, Selection selection, int most, int owners, OutputStream out) throws IOException {
        new ProfileJson(trace, selection, most, owners, new JsonOutput(out)).write();
    }

    /** Traces are in order already, or nearly. */
    private static int[] inOrder(Trace trace, IntStream chosen) {
        int[] rows = chosen.toArray();
        boolean ordered = true;
        for (int i = 1; i < rows.length; i++) {
            ordered &= trace.nanos(rows[i - 1]) <= trace.nanos(rows[i]);
        }
        return ordered
                ? rows
                : IntStream.of(rows)
                        .boxed()
                        .sorted(Comparator.comparingLong(trace::nanos))
                        .mapToInt(Integer::intValue)
                        .toArray();
    }

    private void write() throws IOException {
        json.open('{').key("version").number(VERSION);
        json.key("timed").bool(trace.timed());
        json.key("base").number(base).key("start").number(start);
        json.key("total").number(NoSamples.samples(trace, Selection.ALL));
        chosen();
        lost();
        meta();
        invocations();
        events();
        samples();
        Trees.write(json, tree);
        threads();
        json.close('}').flush();
    }

    /** What the reader had to leave out, for whoever looks at the rest. */
    private void lost() throws IOException {
        Skipped skipped = trace.skipped();
        json.key("lost").open('[');
        lost(skipped.strange(), "line that can’t be read", "lines that can’t be read");
        lost(skipped.cut(), "line cut short", "lines cut short");
        lost(skipped.deepFrames(), "frame too deep", "frames too deep");
        lost(skipped.truncatedSamples(), "sample that breaks off", "samples that break off");
        lost(skipped.tooLate(), "sample whose time is too large", "samples whose times are too large");
        lost(skipped.leftOut(), "name or stack of too many", "names or stacks of too many");
        lost(skipped.uncountable(), "count with a fraction, or too large", "counts with a fraction, or too large");
        lost(skipped.broken() ? 1 : 0, "end that is missing", "");
        lost(
                skipped.crowded()
                        + IntStream.of(rows)
                                .filter(row -> trace.owners(row) >= sets)
                                .count(),
                "sample that too many invocations share, counted under none",
                "samples that too many invocations share, counted under none");
        lost(beyond, "sample after the first " + rows.length, "samples after the first " + rows.length);
        json.close(']');
    }

    private void lost(long count, String one, String many) throws IOException {
        if (count > 0) {
            json.open('[').number(count).text(count == 1 ? one : many).close(']');
        }
    }

    private void meta() throws IOException {
        json.key("meta").open('{');
        for (Head head : trace.heads().subList(0, Math.min(1, trace.heads().size()))) {
            for (Map.Entry<String, String> entry : head.meta().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .toList()) {
                json.key(entry.getKey()).text(entry.getValue());
            }
        }
        json.close('}');
    }

    /** What of the trace is here, in words. */
    private void chosen() throws IOException {
        json.key("chosen").open('[');
        for (Map.Entry<String, String> choice :
                SelectionText.of(trace, selection).entrySet()) {
            json.open('[').text(choice.getKey()).text(choice.getValue()).close(']');
        }
        json.close(']');
    }

    /** Where one invocation is chosen, the others are not there: they would seem to have no samples. */
    private void invocations() throws IOException {
        Map<String, List<Invocation>> byId = new LinkedHashMap<>();
        for (Head head : trace.heads()) {
            for (Invocation invocation : head.invocations()) {
                if (selection.invocation() == null || selection.invocation().equals(invocation.id())) {
                    byId.computeIfAbsent(invocation.id(), id -> new ArrayList<>(1))
                            .add(invocation);
                }
            }
        }
        Claims claims = new Claims(trace);
        json.key("invocations").open('[');
        for (List<Invocation> calls : byId.values()) {
            invocations.put(calls.get(0).id(), invocations.size());
            write(calls.get(0), calls.size(), claims.on(calls.get(0)));
        }
        json.close(']');
        ownerSets();
    }

    private void ownerSets() throws IOException {
        json.key("ownerSets").open('[');
        for (int set = 0; set < sets; set++) {
            json.open('[');
            for (String id : trace.invocations(set)) {
                if (invocations.containsKey(id)) {
                    json.number(invocations.get(id));
                }
            }
            json.close(']');
        }
        json.close(']');
    }

    /**
     * Where all invocations overlap, each sample can belong to all of them, so only as many sets are written as there
     * is room for. The first, of nobody, always is.
     */
    private static int setsWithRoom(Trace trace, int most) {
        long owners = 0;
        for (int set = 0; set < trace.ownerSets(); set++) {
            owners += trace.invocationCount(set);
            if (owners > most) {
                return set;
            }
        }
        return trace.ownerSets();
    }

    private void write(Invocation call, int calls, Claims.Answer claims) throws IOException {
        json.open('[').text(call.id());
        json.number(call.startNanos() / MICRO).number(call.endNanos() / MICRO);
        json.number(call.overlap() ? 1 : 0)
                .number(calls)
                .number(claims.ordinal())
                .close(']');
    }

    /** Each event with its samples, which one a page shows first, and what CPU time is counted by; -1 is none. */
    private void events() throws IOException {
        List<String> names = List.copyOf(events.names());
        json.key("events").open('[');
        for (String name : names) {
            json.open('[').text(name).number(events.samples(name)).close(']');
        }
        json.close(']').key("preferred").number(names.indexOf(events.preferred()));
        json.key("clock").number(events.clock().map(names::indexOf).orElse(-1));
        json.key("nanosPerSample").number(SamplingPeriod.nanos(trace, selection).orElse(-1));
        json.key("event").open('[');
        for (int row : events.several() ? rows : new int[0]) {
            json.number(names.indexOf(trace.eventName(trace.event(row))));
        }
        json.close(']');
    }

    private void samples() throws IOException {
        json.key("times").open('[');
        long before = start;
        for (int row : rows) {
            long time = trace.nanos(row) / MICRO;
            json.number(time - before);
            before = time;
        }
        json.close(']').key("nodes").open('[');
        CallTree.Leaves leaves = tree.add(trace);
        for (int row : rows) {
            json.number(leaves.of(row));
        }
        json.close(']').key("thread").open('[');
        for (int row : rows) {
            json.number(thread(row));
        }
        json.close(']').key("owners").open('[');
        for (int row : rows) {
            json.number(trace.owners(row) < sets ? trace.owners(row) : 0);
        }
        json.close(']');
        weights();
    }

    private void weights() throws IOException {
        json.key("samples").open('[');
        for (int row : rows) {
            json.number(trace.samples(row));
        }
        json.close(']').key("periods").open('[');
        for (int row : rows) {
            json.number(trace.period(row));
        }
        json.close(']').key("idle").open('[');
        IntPredicate busy = Selection.ALL.withoutIdle().of(trace);
        for (int i = 0; i < rows.length; i++) {
            if (!busy.test(rows[i])) {
                json.number(i);
            }
        }
        json.close(']');
    }

    private int thread(int row) {
        List<Object> thread = List.of(trace.command(row), trace.pid(row), trace.tid(row));
        return threads.computeIfAbsent(thread, key -> threads.size());
    }

    private void threads() throws IOException {
        json.key("threads").open('[');
        for (List<Object> thread : threads.keySet()) {
            json.open('[').text(trace.commandName((Integer) thread.get(0)));
            json.number((Integer) thread.get(1)).number((Integer) thread.get(2)).close(']');
        }
        json.close(']');
    }
}
