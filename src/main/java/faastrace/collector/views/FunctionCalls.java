package faastrace.collector.views;

import faastrace.collector.http.HttpError;
import faastrace.collector.index.IndexedTrace;
import faastrace.collector.index.InvocationIndex;
import faastrace.collector.store.KnownTrace;
import faastrace.collector.store.TraceFolder;
import faastrace.trace.invocation.MeasuredInvocation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The invocations of a function in a range of time, from the index. The time of an invocation is computed from the time
 * at which its trace was received: the last invocation of a trace is taken to have ended at that moment.
 *
 * @param calls the invocations, in the order of their traces
 * @param traces the number of traces that contain these invocations
 * @param waiting the number of traces that are not in the index yet
 * @param unreadable the number of traces that can't be read
 */
public record FunctionCalls(List<Call> calls, int traces, long waiting, long unreadable) {
    private static final int MOST_CALLS = 2_000_000;
    private static final int TOO_LARGE = 413;
    private static final int UNAVAILABLE = 503;
    private static final long NANOS = 1_000_000;

    /** A trace is received this long after its first invocation at most. */
    private static final long LONGEST_TRACE = Duration.ofHours(1).toMillis();

    /**
     * An invocation.
     *
     * @param trace the trace that contains it
     * @param place its index in the trace's head
     * @param millis its start, in milliseconds since 1970
     */
    public record Call(IndexedTrace trace, int place, long millis, MeasuredInvocation measured) {}

    public FunctionCalls {
        calls = List.copyOf(calls);
    }

    /**
     * Reads the invocations that started from {@code from} (inclusive) to {@code to} (exclusive), in milliseconds since
     * 1970.
     *
     * @param folder the own name of the function's folder
     * @throws HttpError if there are too many, or if the collector has no index
     */
    public static FunctionCalls read(TraceFolder traces, Pictures pictures, String folder, long from, long to)
            throws IOException {
        InvocationIndex index = pictures.index()
                .orElseThrow(() -> new HttpError(
                        UNAVAILABLE,
                        "the collector could not make an index of invocations",
                        "look for the reason in the collector's log"));
        traces.inventory().awaitFresh();
        List<Call> calls = new ArrayList<>();
        int[] count = new int[1];
        long end = to > Long.MAX_VALUE - LONGEST_TRACE ? to : to + LONGEST_TRACE;
        index.visit(folder, from, end, (trace, invocations) -> {
            if (invocations.isEmpty() || !Indexer.isThere(traces, trace)) {
                return;
            }
            int before = calls.size();
            add(trace, invocations, from, to, calls);
            count[0] += calls.size() > before ? 1 : 0;
            if (calls.size() > MOST_CALLS) {
                throw new HttpError(
                        TOO_LARGE,
                        "there are more than " + MOST_CALLS + " invocations in this range of time",
                        "choose a shorter range");
            }
        });
        long[] missing = missing(traces, index, folder, from, end);
        return new FunctionCalls(calls, count[0], missing[0], missing[1]);
    }

    private static void add(
            IndexedTrace trace, List<MeasuredInvocation> invocations, long from, long to, List<Call> calls) {
        long last = invocations.stream()
                .mapToLong(MeasuredInvocation::endNanos)
                .max()
                .orElse(0);
        for (int i = 0; i < invocations.size(); i++) {
            long millis = trace.millis() - (last - invocations.get(i).startNanos()) / NANOS;
            if (millis >= from && millis < to) {
                calls.add(new Call(trace, i, millis, invocations.get(i)));
            }
        }
    }

    /** Counts the traces of this range that are not in the index: those that are waiting, and the unreadable ones. */
    private static long[] missing(TraceFolder traces, InvocationIndex index, String folder, long from, long to)
            throws IOException {
        long[] missing = new long[2];
        traces.inventory().visit(Optional.of(folder), (contents, all) -> {
            for (KnownTrace trace : all) {
                boolean inside = trace.millis() >= from && trace.millis() < to;
                if (inside && trace.isUnreadable()) {
                    missing[1]++;
                } else if (inside && trace.indexedIn() != index.generation()) {
                    missing[0]++;
                }
            }
        });
        return missing;
    }
}
