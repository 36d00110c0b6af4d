package faastrace.collector.views;

import faastrace.chart.Differential;
import faastrace.collector.index.IndexedTrace;
import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.Futures;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.FunctionCalls.Call;
import faastrace.trace.Events;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.invocation.InvocationProfile;
import faastrace.trace.invocation.MergedInvocations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Compares selected calls of a function with the rest, in the data format of the comparison page. Merges the samples of
 * all traces that contain these calls, the newest first. If this takes too long or too much memory, the oldest calls are
 * left out, and the titles say so.
 */
public final class CallsComparison {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int SHARE_OF_HEAP = 6;

    private final TraceFolder traces;
    private final Pictures pictures;
    private final long most = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    private final long end = System.nanoTime() + LONGEST.toNanos();
    private final MergedInvocations selected = new MergedInvocations();
    private final MergedInvocations rest = new MergedInvocations();

    private CallsComparison(TraceFolder traces, Pictures pictures) {
        this.traces = traces;
        this.pictures = pictures;
    }

    /** The calls of one trace, as indices of its head. */
    private static final class Places {
        private final BitSet selected = new BitSet();
        private final BitSet rest = new BitSet();
    }

    /** The comparison as JSON. The rest is “before”, and the selection is “after”. */
    public static byte[] json(TraceFolder traces, Pictures pictures, CallSelection.Sides sides) throws IOException {
        CallsComparison comparison = new CallsComparison(traces, pictures);
        comparison.merge(sides);
        return comparison.json(sides);
    }

    private void merge(CallSelection.Sides sides) throws IOException {
        Map<IndexedTrace, Places> all = new TreeMap<>(Comparator.comparingLong(IndexedTrace::millis)
                .reversed()
                .thenComparing(IndexedTrace::folder)
                .thenComparing(IndexedTrace::file));
        sides.selected()
                .forEach(call -> all.computeIfAbsent(call.trace(), trace -> new Places())
                        .selected
                        .set(call.place()));
        sides.rest()
                .forEach(call -> all.computeIfAbsent(call.trace(), trace -> new Places())
                        .rest
                        .set(call.place()));
        for (Map.Entry<IndexedTrace, Places> one : all.entrySet()) {
            if (System.nanoTime() > end || selected.memory() + rest.memory() > most) {
                return;
            }
            Optional<InvocationProfile> profile = profile(one.getKey());
            if (profile.isPresent()) {
                selected.add(profile.get(), one.getValue().selected::get);
                rest.add(profile.get(), one.getValue().rest::get);
            }
        }
    }

    /** The samples of a trace; empty if the trace was deleted in the meantime, or can't be read. */
    private Optional<InvocationProfile> profile(IndexedTrace trace) throws IOException {
        Optional<Path> path = traces.find(trace.folder(), trace.file());
        if (path.isEmpty()) {
            return Optional.empty();
        }
        Optional<InvocationProfile> known = pictures.invocations(path.get());
        if (known.isPresent()) {
            return known;
        }
        try {
            Futures.await(pictures.get(path.get(), DerivedFile.Kind.invocations1, Analyst.Urgency.soon));
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
        return pictures.invocations(path.get());
    }

    private byte[] json(CallSelection.Sides sides) throws IOException {
        Trace before = rest.trace();
        Trace after = selected.trace();
        Differential differential = Differential.of(before, clock(before), after, clock(after));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        differential.write(
                List.of(
                        title("the rest", rest.size(), sides.rest()),
                        title("the selection", selected.size(), sides.selected())),
                out);
        return out.toByteArray();
    }

    private static Selection clock(Trace trace) {
        return Selection.ALL.ofEvent(Events.of(trace).preferred());
    }

    private static String title(String side, int merged, List<Call> calls) {
        String all = calls.size() == 1 ? "1 invocation" : calls.size() + " invocations";
        return side + ", " + (merged < calls.size() ? "only " + merged + " of " + all : all);
    }
}
