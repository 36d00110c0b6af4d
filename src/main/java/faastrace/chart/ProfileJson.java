package faastrace.chart;

import com.fasterxml.jackson.core.JsonGenerator;
import faastrace.document.Json;
import faastrace.trace.CallTree;
import faastrace.trace.Events;
import faastrace.trace.Head;
import faastrace.trace.Invocation;
import faastrace.trace.InvocationTimes;
import faastrace.trace.OffCpu;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Writes a trace in the format that the pages read: the call tree, and each sample with its time, node, thread and
 * owners. If the trace contains waits, these are samples of another event ({@link OffCpu}). Pages select samples
 * themselves, so they don't need to fetch anything again.
 */
public final class ProfileJson {
    /** The version of this format. The pages' script has the same number, and reports a mismatch. */
    public static final int VERSION = 6;

    private static final int MICRO = 1000;

    /**
     * The maximum number of samples. This many samples take about 150 MB. A browser can't read a text of more than half
     * a gigabyte.
     */
    private static final int MOST_SAMPLES = 5_000_000;

    private static final int MOST_OWNERS = 4_000_000;

    private final Trace trace;
    private final Map<String, String> facts;
    private final Selection selection;
    private final JsonGenerator json;
    private final int[] rows;
    private final CallTree tree = new CallTree();
    private final Map<List<Object>, Integer> threads = new LinkedHashMap<>();
    private final Map<String, Integer> invocations = new HashMap<>();
    private final Events events;
    private final long base;
    private final long start;
    private final long beyond;
    private final int sets;

    private ProfileJson(
            Trace original,
            Map<String, String> facts,
            Selection selection,
            int most,
            int mostOwners,
            JsonGenerator json) {
        this.facts = facts;
        trace = OffCpu.withWaits(original);
        this.json = json;
        IntPredicate chosen = selection.of(trace);
        events = Events.of(trace, selection);
        this.selection = selection;
        int[] all = TimeOrder.of(trace, chosen, original.size());
        rows = all.length <= most ? all : Arrays.copyOf(all, most);
        beyond = (long) all.length - rows.length;
        sets = setsWithRoom(trace, mostOwners);
        base = TimeOrigin.nanos(trace) / MICRO;
        start = rows.length == 0 ? base : trace.nanos(rows[0]) / MICRO;
    }

    /** Writes the selected samples. */
    public static void write(Trace trace, Selection selection, OutputStream out) throws IOException {
        write(trace, selection, MOST_SAMPLES, MOST_OWNERS, out);
    }

    /** Writes all samples, with facts about them instead of those in the heads. */
    public static void write(Trace trace, Map<String, String> facts, OutputStream out) throws IOException {
        try (JsonGenerator json = Json.stream(out)) {
            new ProfileJson(trace, facts, Selection.ALL, MOST_SAMPLES, MOST_OWNERS, json).write();
        }
    }

    /**
     * Like {@link #write(Trace, Selection, OutputStream)}, but with at most {@code most} samples and {@code owners}
     * owners.
     */
    static void write(Trace trace, Selection selection, int most, int owners, OutputStream out) throws IOException {
        try (JsonGenerator json = Json.stream(out)) {
            new ProfileJson(trace, Head.common(trace.heads()), selection, most, owners, json).write();
        }
    }

    private void write() throws IOException {
        json.writeStartObject();
        json.writeNumberField("version", VERSION);
        json.writeBooleanField("timed", trace.timed());
        json.writeNumberField("base", base);
        json.writeNumberField("start", start);
        json.writeNumberField("total", NoSamples.samples(trace, Selection.ALL));
        chosen();
        long crowded =
                IntStream.of(rows).filter(row -> trace.owners(row) >= sets).count();
        new Losses(json).write(trace.skipped(), crowded, rows.length, beyond);
        meta();
        invocations();
        events();
        samples();
        Trees.write(json, tree);
        Trees.writeModules(json, tree);
        threads();
        json.writeEndObject();
    }

    private void meta() throws IOException {
        json.writeObjectFieldStart("meta");
        for (Map.Entry<String, String> fact : new TreeMap<>(facts).entrySet()) {
            json.writeStringField(fact.getKey(), fact.getValue());
        }
        json.writeEndObject();
    }

    /** Writes a description of the selection. */
    private void chosen() throws IOException {
        json.writeArrayFieldStart("chosen");
        for (Map.Entry<String, String> choice :
                SelectionText.of(trace, selection).entrySet()) {
            json.writeStartArray();
            json.writeString(choice.getKey());
            json.writeString(choice.getValue());
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    /**
     * Writes the invocations. If one invocation is selected, the others are left out, because they would seem to have
     * no samples.
     */
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
        ContestedThreads claims = new ContestedThreads(trace);
        json.writeArrayFieldStart("invocations");
        for (List<Invocation> calls : byId.values()) {
            invocations.put(calls.get(0).id(), invocations.size());
            write(calls.get(0), calls.size(), claims.on(calls.get(0)));
        }
        json.writeEndArray();
        ownerSets();
    }

    private void ownerSets() throws IOException {
        json.writeArrayFieldStart("ownerSets");
        for (int set = 0; set < sets; set++) {
            json.writeStartArray();
            for (String id : trace.invocations(set)) {
                if (invocations.containsKey(id)) {
                    json.writeNumber(invocations.get(id));
                }
            }
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    /**
     * The number of owner sets to write. If all invocations overlap, each sample can belong to all of them, so the
     * total size of the sets is limited. The first set, which is empty, is always written.
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

    private void write(Invocation call, int calls, ContestedThreads.Answer claims) throws IOException {
        json.writeStartArray();
        json.writeString(call.id());
        json.writeNumber(call.startNanos() / MICRO);
        json.writeNumber(call.endNanos() / MICRO);
        json.writeNumber(call.overlap() ? 1 : 0);
        json.writeNumber(calls);
        json.writeNumber(claims.ordinal());
        InvocationTimes times = call.times();
        for (OptionalLong nanos : List.of(times.cpuNanos(), times.readyNanos(), call.waitingNanos())) {
            json.writeNumber(nanos.isPresent() ? nanos.getAsLong() / MICRO : -1);
        }
        json.writeNumber(times.shared() ? 1 : 0);
        json.writeNumber(times.unsampledNanos().orElse(0) / MICRO);
        json.writeNumber(
                times.throttledNanos().isPresent() ? times.throttledNanos().getAsLong() / MICRO : -1);
        json.writeEndArray();
    }

    /**
     * Writes each event with its number of samples, the index of the event to show first, and the index of the event
     * that counts CPU time. An index of -1 means that there is no such event.
     */
    private void events() throws IOException {
        List<String> names = List.copyOf(events.names());
        json.writeArrayFieldStart("events");
        for (String name : names) {
            json.writeStartArray();
            json.writeString(name);
            json.writeNumber(events.samples(name));
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeNumberField("preferred", names.indexOf(events.preferred()));
        json.writeNumberField("clock", events.clock().map(names::indexOf).orElse(-1));
        json.writeNumberField(
                "nanosPerSample", SamplingPeriod.nanos(trace, selection).orElse(-1));
        json.writeArrayFieldStart("event");
        for (int row : events.several() ? rows : new int[0]) {
            json.writeNumber(names.indexOf(trace.eventName(trace.event(row))));
        }
        json.writeEndArray();
    }

    private void samples() throws IOException {
        json.writeArrayFieldStart("times");
        long before = start;
        for (int row : rows) {
            long time = trace.nanos(row) / MICRO;
            json.writeNumber(time - before);
            before = time;
        }
        json.writeEndArray();
        CallTree.Leaves leaves = tree.add(trace);
        forEachRow("nodes", leaves::of);
        forEachRow("thread", this::thread);
        forEachRow("owners", row -> trace.owners(row) < sets ? trace.owners(row) : 0);
        forEachRow("samples", trace::samples);
        forEachRow("periods", trace::period);
        idle();
    }

    private void forEachRow(String name, IntToLongFunction value) throws IOException {
        json.writeArrayFieldStart(name);
        for (int row : rows) {
            json.writeNumber(value.applyAsLong(row));
        }
        json.writeEndArray();
    }

    private void idle() throws IOException {
        json.writeArrayFieldStart("idle");
        IntPredicate busy = Selection.ALL.withoutIdle().of(trace);
        for (int i = 0; i < rows.length; i++) {
            if (!busy.test(rows[i])) {
                json.writeNumber(i);
            }
        }
        json.writeEndArray();
    }

    private int thread(int row) {
        List<Object> thread = List.of(trace.command(row), trace.pid(row), trace.tid(row));
        return threads.computeIfAbsent(thread, key -> threads.size());
    }

    private void threads() throws IOException {
        json.writeArrayFieldStart("threads");
        for (List<Object> thread : threads.keySet()) {
            json.writeStartArray();
            json.writeString(trace.commandName((Integer) thread.get(0)));
            json.writeNumber((Integer) thread.get(1));
            json.writeNumber((Integer) thread.get(2));
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}
