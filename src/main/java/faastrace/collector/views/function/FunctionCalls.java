package faastrace.collector.views.function;

import faastrace.collector.http.HttpError;
import faastrace.collector.index.IndexUnavailable;
import faastrace.collector.index.IndexedTrace;
import faastrace.collector.index.InvocationIndex;
import faastrace.collector.store.KnownTrace;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.IndexedTraces;
import faastrace.collector.views.Pictures;
import faastrace.collector.views.TracePath;
import faastrace.trace.invocation.MeasuredInvocation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/**
 * The invocations of a function in a range of time, or those of one of its traces, from the index, in columns. The time
 * of an invocation is computed from the time at which its trace was received, and from how much later than its last
 * invocation that was. If this is not known, the last invocation of a trace is taken to have ended at that moment. The invocations are in the order of their traces, so those of one trace are next to
 * each other.
 */
public final class FunctionCalls {
    /** The numbers of each invocation. All of them are in nanoseconds, except the start. */
    enum Column {
        /** The start, in milliseconds since 1970. */
        millis,
        duration,
        cpu,
        ready,
        throttled,
        waiting
    }

    /** Marks a number that is not known. */
    static final long UNKNOWN = -1;

    private static final int MOST_SLOW = 20;
    private static final int TOO_LARGE = 413;
    private static final int UNAVAILABLE = 503;
    private static final int RETRY_SECONDS = 5;
    private static final long NANOS = 1_000_000;

    /** The memory for an invocation, in bytes. */
    private static final int BYTES = 2 * Integer.BYTES + 6 * Long.BYTES;

    /** All invocations together may use one part in so many of the heap, and twice as much while the columns grow. */
    private static final int SHARE_OF_HEAP = 12;

    /**
     * Which invocations a function page shows.
     *
     * @param folder the own name of the function's folder
     * @param file the only trace that counts; empty for all traces of the function
     * @param from the earliest start of an invocation, in milliseconds since 1970
     * @param to the end of the range in which invocations start (exclusive)
     */
    public record Scope(String folder, Optional<String> file, long from, long to) {
        /** Whether the scope includes a trace with this file name. */
        boolean includes(String name) {
            return file.map(name::equals).orElse(true);
        }

        /** Whether a trace can contain such invocations. */
        boolean includes(KnownTrace trace) {
            return trace.millis() >= from && trace.millis() < end() && includes(trace.file());
        }

        /** The latest time at which a trace with such invocations can have been received. */
        long end() {
            return to > Long.MAX_VALUE - IndexedTrace.LONGEST_MILLIS ? to : to + IndexedTrace.LONGEST_MILLIS;
        }
    }

    /** One of the slowest invocations. */
    record Slow(IndexedTrace trace, long millis, MeasuredInvocation measured) {}

    private static final Comparator<Slow> BY_DURATION = Comparator.comparingLong(
                    (Slow one) -> one.measured().durationNanos())
            .thenComparing(Comparator.comparingLong(Slow::millis).reversed());

    private final List<IndexedTrace> traces = new ArrayList<>();
    private final PriorityQueue<Slow> slowest = new PriorityQueue<>(BY_DURATION);
    private final long[][] columns = new long[Column.values().length][64];
    private int[] traceOf = new int[64];
    private int[] places = new int[64];
    private int size;
    private long waiting;
    private long unreadable;
    private long incomplete;
    private long leftOut;

    private FunctionCalls() {}

    /**
     * Reads the invocations of a scope.
     *
     * @throws HttpError if there are too many, if there is no such trace, or if the collector has no index
     */
    public static FunctionCalls read(TraceFolder traces, Pictures pictures, Scope scope) throws IOException {
        InvocationIndex index = pictures.index()
                .filter(InvocationIndex::isAvailable)
                .orElseThrow(() -> new HttpError(
                        UNAVAILABLE,
                        "the collector's index of invocations can't be used now",
                        "look for the reason in the collector's log"));
        if (scope.file().isPresent()
                && traces.find(scope.folder(), scope.file().get()).isEmpty()) {
            throw TracePath.missing();
        }
        traces.inventory().awaitFresh();
        FunctionCalls calls = new FunctionCalls();
        // The index is sorted by the time of the traces, so a trace whose time is known is found at once.
        Optional<Long> known = scope.file()
                .flatMap(file -> traces.inventory().find(scope.folder(), file))
                .map(KnownTrace::millis);
        try {
            index.visit(
                    scope.folder(),
                    known.orElse(scope.from()),
                    known.map(millis -> millis + 1).orElse(scope.end()),
                    (trace, invocations) -> calls.take(pictures, index, scope, trace, invocations));
        } catch (IndexUnavailable isMadeAgain) {
            throw new HttpError(
                            UNAVAILABLE, "the index of invocations is being made again", "try again in a few seconds")
                    .retryAfter(RETRY_SECONDS);
        }
        calls.countMissing(traces, pictures, scope);
        return calls;
    }

    private void take(
            Pictures pictures,
            InvocationIndex index,
            Scope scope,
            IndexedTrace trace,
            List<MeasuredInvocation> invocations)
            throws IOException {
        boolean counts = trace.incomplete() || !invocations.isEmpty();
        if (counts && scope.includes(trace.file()) && pictures.indexed().isThere(trace, index.generation())) {
            incomplete += trace.incomplete() ? 1 : 0;
            leftOut += trace.leftOut();
            add(trace, invocations, scope.from(), scope.to());
        }
    }

    private void add(IndexedTrace trace, List<MeasuredInvocation> invocations, long from, long to) {
        long last = invocations.stream()
                .mapToLong(MeasuredInvocation::endNanos)
                .max()
                .orElse(0);
        int before = size;
        for (int i = 0; i < invocations.size(); i++) {
            MeasuredInvocation one = invocations.get(i);
            long millis = trace.millis() - trace.late() - (last - one.startNanos()) / NANOS;
            if (millis >= from && millis < to) {
                add(i, millis, one);
                slowest.add(new Slow(trace, millis, one));
                if (slowest.size() > MOST_SLOW) {
                    slowest.remove();
                }
            }
        }
        if (size > before) {
            traces.add(trace);
        }
    }

    private void add(int place, long millis, MeasuredInvocation one) {
        if (size == places.length) {
            grow();
        }
        traceOf[size] = traces.size();
        places[size] = place;
        columns[Column.millis.ordinal()][size] = millis;
        columns[Column.duration.ordinal()][size] = one.durationNanos();
        columns[Column.cpu.ordinal()][size] = known(one.times().cpuNanos());
        columns[Column.ready.ordinal()][size] = known(one.times().readyNanos());
        columns[Column.throttled.ordinal()][size] = known(one.times().throttledNanos());
        columns[Column.waiting.ordinal()][size] = known(one.waitingNanos());
        size++;
    }

    private void grow() {
        long most = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / BYTES;
        if (2L * size > most) {
            throw new HttpError(
                    TOO_LARGE,
                    "there are more than " + size + " invocations in this range of time",
                    "choose a shorter range, or give the collector more memory with FAAS_TRACE_JAVA_OPTIONS=-Xmx512m");
        }
        for (int i = 0; i < columns.length; i++) {
            columns[i] = Arrays.copyOf(columns[i], 2 * size);
        }
        traceOf = Arrays.copyOf(traceOf, 2 * size);
        places = Arrays.copyOf(places, 2 * size);
    }

    private static long known(OptionalLong number) {
        return number.orElse(UNKNOWN);
    }

    /** Counts the traces of this scope that are not in the index: those that are waiting, and the unreadable ones. */
    private void countMissing(TraceFolder folder, Pictures pictures, Scope scope) throws IOException {
        IndexedTraces indexed = pictures.indexed();
        folder.inventory().visit(Optional.of(scope.folder()), (contents, all) -> {
            for (KnownTrace trace : all) {
                boolean missing = scope.includes(trace) && !indexed.has(scope.folder(), trace);
                if (missing && (trace.isUnreadable() || indexed.isDone(scope.folder(), trace))) {
                    unreadable++;
                } else if (missing) {
                    waiting++;
                }
            }
        });
    }

    /** The number of invocations. */
    public int size() {
        return size;
    }

    /** The number of traces that contain these invocations. */
    int traces() {
        return traces.size();
    }

    /** The number of traces that are not in the index yet. */
    long waiting() {
        return waiting;
    }

    /** The number of traces that can't be read. */
    long unreadable() {
        return unreadable;
    }

    /** The number of traces from which invocations may be missing, because parts of them could not be read. */
    long incomplete() {
        return incomplete;
    }

    /** The number of invocations and other head lines of these traces that could not be read. */
    long leftOut() {
        return leftOut;
    }

    /** A number of an invocation; {@link #UNKNOWN} if it is not known. */
    long get(Column column, int call) {
        return columns[column.ordinal()][call];
    }

    /** The trace that contains the invocation. */
    IndexedTrace trace(int call) {
        return traces.get(traceOf[call]);
    }

    /** The number of the trace that contains the invocation. */
    int recording(int call) {
        return traceOf[call];
    }

    /** The index of the invocation in its trace's head. */
    int place(int call) {
        return places[call];
    }

    /** The slowest invocations, the slowest first. */
    List<Slow> slowest() {
        List<Slow> sorted = new ArrayList<>(slowest);
        sorted.sort(Collections.reverseOrder(BY_DURATION));
        return sorted;
    }
}
