package faastrace.trace.write;

import faastrace.trace.Events;
import faastrace.trace.Head;
import faastrace.trace.Invocation;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.TraceContext;
import faastrace.trace.name.FoldedName;
import faastrace.trace.table.SequenceTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Splits a trace into profiles of about ten seconds, in which each sample has a link to its call. No profile is larger
 * than backends accept. The stacks are those of {@link FoldedStacks}, and only the preferred event is counted, so the
 * totals are the same as in {@link PprofSlices}.
 */
public final class LinkedProfiles {
    private final Trace trace;
    private final Events events;
    private final boolean exact;
    private final long epochOffset;
    private final Map<Integer, Optional<TraceContext>> calls = new HashMap<>();
    private final Map<String, TraceContext> contexts = new HashMap<>();
    private final String[][] frameNames;

    private LinkedProfiles(Trace trace, boolean exact, long epochOffset) {
        this.trace = trace;
        this.events = Events.of(trace);
        this.exact = exact && trace.timed();
        this.epochOffset = epochOffset;
        this.frameNames = new String[trace.frameCount()][];
        for (Head head : trace.heads()) {
            for (Invocation call : head.invocations()) {
                contexts.putIfAbsent(call.id(), call.context());
            }
        }
    }

    /** Receives the profiles one by one. */
    public interface Taker {
        /** Receives a profile and returns whether the next one is wanted. */
        boolean take(LinkedProfile profile) throws IOException;
    }

    /**
     * Splits a trace into profiles.
     *
     * @param exact whether the trace was read with the time of each sample
     * @param epochOffset the number to add to the recording's clock to get nanoseconds since 1970
     */
    public static void of(Trace trace, boolean exact, long epochOffset, Taker taker) throws IOException {
        LinkedProfiles profiles = new LinkedProfiles(trace, exact, epochOffset);
        for (TimeSlices.Slice time : TimeSlices.of(trace)) {
            if (!profiles.slice(time, taker)) {
                return;
            }
        }
    }

    private boolean slice(TimeSlices.Slice time, Taker taker) throws IOException {
        Groups groups = new Groups(Selection.ALL
                .ofEvent(events.preferred())
                .within(time.fromNanos(), time.untilNanos())
                .of(trace));
        for (int next = 0; next < groups.size(); ) {
            LinkedProfilePart part = new LinkedProfilePart();
            while (next < groups.size() && groups.addTo(part, next)) {
                next++;
            }
            LinkedProfile profile = part.profile(
                    events.preferred(),
                    time.fromNanos() + epochOffset,
                    time.untilNanos() - time.fromNanos(),
                    events.nanosPerSample().orElse(0));
            if (!taker.take(profile)) {
                return false;
            }
        }
        return true;
    }

    /** The selected samples, grouped by their call, thread name and stack. */
    private final class Groups {
        private final SequenceTable keys = new SequenceTable();
        private final int[] firstRow;
        private final long[] counts;
        private final List<long[]> times = new ArrayList<>();

        Groups(IntPredicate chosen) {
            int[] rows = IntStream.range(0, trace.size()).filter(chosen).toArray();
            int[] groupOf = new int[rows.length];
            firstRow = new int[rows.length];
            counts = new long[rows.length];
            int[] rowsOf = new int[rows.length];
            for (int i = 0; i < rows.length; i++) {
                int row = rows[i];
                int owner = call(trace.owners(row)).isPresent() ? trace.owners(row) : 0;
                int group = keys.id(owner, trace.command(row), trace.stack(row));
                firstRow[group] = rowsOf[group]++ == 0 ? row : firstRow[group];
                counts[group] += trace.samples(row);
                groupOf[i] = group;
            }
            if (exact) {
                for (int group = 0; group < keys.size(); group++) {
                    times.add(new long[rowsOf[group]]);
                }
                for (int i = rows.length - 1; i >= 0; i--) {
                    times.get(groupOf[i])[--rowsOf[groupOf[i]]] = trace.nanos(rows[i]) + epochOffset;
                }
            }
        }

        int size() {
            return keys.size();
        }

        /** Adds a group to a profile, and returns false if it does not fit. */
        boolean addTo(LinkedProfilePart part, int group) {
            int row = firstRow[group];
            return part.add(
                    trace.command(row),
                    trace.stack(row),
                    () -> names(row),
                    call(trace.owners(row)),
                    counts[group],
                    exact ? times.get(group) : new long[0]);
        }
    }

    /** The call that a set of owners consists of; empty if it has none or several. */
    private Optional<TraceContext> call(int owners) {
        return calls.computeIfAbsent(
                owners,
                set -> trace.invocationCount(set) == 1
                        ? Optional.ofNullable(
                                contexts.get(trace.invocations(set).get(0)))
                        : Optional.empty());
    }

    /** The names of a sample's stack, innermost first, and then the name of its thread. */
    private List<String> names(int row) {
        List<String> names = new ArrayList<>();
        int stack = trace.stack(row);
        for (int i = 0; i < trace.depth(stack); i++) {
            String[] ofFrame = ofFrame(trace.frameAt(stack, i));
            for (int inner = ofFrame.length - 1; inner >= 0; inner--) {
                names.add(ofFrame[inner]);
            }
        }
        names.add(utf8(FoldedName.command(latin(trace.commandBytes(trace.command(row))))));
        return names;
    }

    /** The names that represent a frame, outermost first. */
    private String[] ofFrame(int frame) {
        if (frameNames[frame] == null) {
            String both = latin(trace.frameBytes(frame));
            int between = both.indexOf('\n');
            frameNames[frame] = FoldedName.of(both.substring(0, between), both.substring(between + 1)).stream()
                    .map(LinkedProfiles::utf8)
                    .toArray(String[]::new);
        }
        return frameNames[frame];
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Decodes a name. Bytes that are not valid UTF-8 become U+FFFD. */
    private static String utf8(String latin) {
        return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
