package faastrace.collector.views;

import faastrace.collector.index.IndexUnavailable;
import faastrace.collector.index.IndexedTrace;
import faastrace.collector.index.InvocationIndex;
import faastrace.collector.store.KnownTrace;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The traces that may contain an invocation: those that the index names, and those that it does not know yet.
 *
 * <p>First, the traces are collected that are not in the index. Only then the index is asked. So a trace that is added
 * to the index in the meantime is not missed.
 */
final class Candidates {
    /** If the index names more traces, all traces are opened. */
    private static final int MOST = 10_000;

    private final Optional<InvocationIndex> index;
    private final IndexedTraces indexed;
    private final Optional<String> invocation;
    private final Map<String, IndexedTrace> named = new HashMap<>();
    private boolean useless;

    Candidates(Pictures pictures, Optional<String> invocation) {
        this.index = pictures.index();
        this.indexed = pictures.indexed();
        this.invocation = invocation;
        this.useless = index.isEmpty() || invocation.isEmpty();
    }

    /** The traces of a folder that the index does not know. If no invocation is wanted, these are all traces. */
    KnownTrace[] unknown(String own, KnownTrace[] traces) {
        return useless
                ? traces
                : Arrays.stream(traces)
                        .filter(trace -> !indexed.has(own, trace))
                        .toArray(KnownTrace[]::new);
    }

    /**
     * The traces that the index names. Empty if the index can't be used, or names too many traces. Then the traces must
     * be collected again, and {@link #unknown} returns all of them.
     */
    Optional<List<IndexedTrace>> ask() throws IOException {
        if (useless) {
            return Optional.of(List.of());
        }
        try {
            List<IndexedTrace> found = index.orElseThrow().mayContain(invocation.orElseThrow(), MOST);
            found.forEach(trace -> named.put(trace.key(), trace));
            useless = found.size() == MOST;
            return useless ? Optional.empty() : Optional.of(found);
        } catch (IndexUnavailable isMadeAgain) {
            useless = true;
            return Optional.empty();
        }
    }

    /** Whether the index knows that the trace, in its present state, contains the invocation. */
    boolean isCertain(String own, KnownTrace trace) throws IOException {
        IndexedTrace there = named.get(own + "/" + trace.file());
        try {
            return !useless
                    && there != null
                    && there.bytes() == trace.bytes()
                    && there.modified() == trace.modified()
                    && index.orElseThrow().contains(there, invocation.orElseThrow());
        } catch (IndexUnavailable isMadeAgain) {
            return false;
        }
    }
}
