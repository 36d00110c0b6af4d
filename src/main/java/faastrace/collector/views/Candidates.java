package faastrace.collector.views;

import faastrace.collector.index.IndexUnavailable;
import faastrace.collector.index.IndexedTrace;
import faastrace.collector.index.InvocationIndex;
import faastrace.collector.store.KnownTrace;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The traces that may contain an invocation: those that the index names, and those that it does not know yet. */
final class Candidates {
    private final int generation;
    private final Optional<Map<String, IndexedTrace>> named;

    private Candidates(int generation, Optional<Map<String, IndexedTrace>> named) {
        this.generation = generation;
        this.named = named;
    }

    /** If no invocation is wanted, or if there is no index, every trace is a candidate. */
    static Candidates of(Optional<InvocationIndex> index, Optional<String> invocation) throws IOException {
        if (index.isEmpty() || invocation.isEmpty()) {
            return new Candidates(0, Optional.empty());
        }
        int generation = index.get().generation();
        Map<String, IndexedTrace> named = new HashMap<>();
        try {
            for (IndexedTrace trace : index.get().withInvocation(invocation.get())) {
                named.put(trace.key(), trace);
            }
        } catch (IndexUnavailable isMadeAgain) {
            return new Candidates(0, Optional.empty());
        }
        return new Candidates(generation, Optional.of(named));
    }

    /** The candidates among the traces of a folder. */
    KnownTrace[] among(String folder, KnownTrace[] traces) {
        return named.isEmpty()
                ? traces
                : Arrays.stream(traces)
                        .filter(trace ->
                                trace.indexedIn() != generation || named.get().containsKey(folder + "/" + trace.file()))
                        .toArray(KnownTrace[]::new);
    }

    /** Whether the index says that the trace, in its present state, contains the invocation. */
    boolean isNamed(String folder, KnownTrace trace) {
        IndexedTrace there =
                named.map(all -> all.get(folder + "/" + trace.file())).orElse(null);
        return there != null && there.bytes() == trace.bytes() && there.modified() == trace.modified();
    }
}
