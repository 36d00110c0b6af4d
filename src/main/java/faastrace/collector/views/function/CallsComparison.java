package faastrace.collector.views.function;

import faastrace.chart.Differential;
import faastrace.chart.ProfileJson;
import faastrace.collector.http.HttpError;
import faastrace.collector.index.IndexedTrace;
import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.Futures;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.Analyst;
import faastrace.collector.views.InvocationFile;
import faastrace.collector.views.Pictures;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares selected invocations of a function with the rest, in the data format of the comparison page, or adds up the
 * samples of the selected ones, in the data format of a trace's page. Merges the samples of all traces that contain
 * these invocations, the newest first. If this takes too long or too much memory, the oldest invocations are left out,
 * and the titles say so.
 */
public final class CallsComparison {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int SHARE_OF_HEAP = 6;
    private static final int NOT_FOUND = 404;

    private final TraceFolder traces;
    private final Pictures pictures;
    private final long most = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    private final long end = System.nanoTime() + LONGEST.toNanos();
    private final MergedInvocations selected;
    private final MergedInvocations rest = MergedInvocations.each();
    private @Nullable InvocationProfile like;

    private CallsComparison(TraceFolder traces, Pictures pictures, MergedInvocations selected) {
        this.traces = traces;
        this.pictures = pictures;
        this.selected = selected;
    }

    /** The comparison of a function's invocations as JSON. The rest is “before”, and the selection is “after”. */
    public static byte[] json(TraceFolder traces, Pictures pictures, FunctionCalls calls, CallSelection selection)
            throws IOException {
        CallsComparison comparison = new CallsComparison(traces, pictures, MergedInvocations.each());
        CallSelection.Sides sides = selection.divide(calls);
        requireVersion(selection.version(), sides.selected());
        requireVersion(selection.against(), sides.rest());
        comparison.merge(calls, sides);
        return comparison.json(sides, selection);
    }

    /** The samples of the selected invocations as JSON. The fact {@code selection} names what they are. */
    public static byte[] profile(TraceFolder traces, Pictures pictures, FunctionCalls calls, CallSelection selection)
            throws IOException {
        CallsComparison alone = new CallsComparison(traces, pictures, MergedInvocations.together());
        BitSet selected = selection.divide(calls).selected();
        requireVersion(selection.version(), selected);
        alone.merge(calls, new CallSelection.Sides(selected, new BitSet()));
        String title = title(selection.name(), alone.selected.size(), selected.cardinality());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ProfileJson.write(alone.selected.trace(), Map.of("selection", title), out);
        return out.toByteArray();
    }

    /** Throws {@link HttpError} if a version was asked for, but no invocation on the page has it. */
    private static void requireVersion(Optional<String> version, BitSet calls) {
        if (version.isPresent() && calls.isEmpty()) {
            throw new HttpError(
                    NOT_FOUND,
                    "no invocation in this range has " + CallSelection.versionName(version.get()),
                    "the table of versions on the function's page lists all of them");
        }
    }

    /** Merges the invocations, the newest trace first. */
    private void merge(FunctionCalls calls, CallSelection.Sides sides) throws IOException {
        int next = calls.size();
        while (next > 0 && System.nanoTime() < end && selected.memory() + rest.memory() <= most) {
            IndexedTrace trace = calls.trace(next - 1);
            BitSet ofSelected = new BitSet();
            BitSet ofRest = new BitSet();
            for (; next > 0 && calls.trace(next - 1).equals(trace); next--) {
                ofSelected.set(calls.place(next - 1), sides.selected().get(next - 1));
                ofRest.set(calls.place(next - 1), sides.rest().get(next - 1));
            }
            Optional<InvocationProfile> profile =
                    ofSelected.isEmpty() && ofRest.isEmpty() ? Optional.empty() : profile(trace);
            profile.filter(this::isLikeTheFirst).ifPresent(samples -> {
                selected.add(samples, ofSelected::get);
                rest.add(samples, ofRest::get);
            });
        }
    }

    /** Times of different events, or times and unknown times, can't be added up. So the newest trace decides. */
    private boolean isLikeTheFirst(InvocationProfile profile) {
        if (like == null) {
            like = profile;
        }
        return like.event().equals(profile.event())
                && like.nanosPerSample().isPresent() == profile.nanosPerSample().isPresent();
    }

    /** The samples of a trace; empty if the trace was deleted in the meantime, or can't be read. */
    private Optional<InvocationProfile> profile(IndexedTrace trace) throws IOException {
        Optional<Path> path = traces.find(trace.folder(), trace.file());
        if (path.isEmpty()) {
            return Optional.empty();
        }
        Optional<InvocationProfile> known =
                pictures.invocations(path.get(), true).map(InvocationFile::profile);
        if (known.isPresent()) {
            return known;
        }
        try {
            Futures.await(pictures.get(path.get(), DerivedFile.Kind.invocations2, Analyst.Urgency.soon));
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
        return pictures.invocations(path.get(), true).map(InvocationFile::profile);
    }

    private byte[] json(CallSelection.Sides sides, CallSelection selection) throws IOException {
        Trace before = rest.trace();
        Trace after = selected.trace();
        Differential differential = Differential.of(before, clock(before), after, clock(after));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        differential.write(
                List.of(selection.restName(), selection.name()),
                List.of(
                        title(selection.restName(), rest.size(), sides.rest().cardinality()),
                        title(
                                selection.name(),
                                selected.size(),
                                sides.selected().cardinality())),
                out);
        return out.toByteArray();
    }

    private static Selection clock(Trace trace) {
        return Selection.ALL.ofEvent(Events.of(trace).preferred());
    }

    private static String title(String side, int merged, int calls) {
        String all = calls == 1 ? "1 invocation" : calls + " invocations";
        return side + ", " + (merged < calls ? "only " + merged + " of " + all : all);
    }
}
