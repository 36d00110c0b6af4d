package faastrace.collector.views.function;

import faastrace.collector.store.StoredTraceHead;
import faastrace.collector.store.TraceFolder;
import faastrace.trace.Invocation;
import faastrace.trace.TraceContext;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks up the trace contexts that callers sent. They are not in the index, because pages show them only for a few
 * invocations.
 */
public final class CallContexts {
    /** Finds no context. */
    public static final CallContexts NONE = new CallContexts(Optional.empty());

    private final Optional<TraceFolder> folder;
    private final Map<String, List<Invocation>> heads = new HashMap<>();

    /** Looks into the traces of a folder. Keeps what it has read, so it is for a single request. */
    public CallContexts(TraceFolder folder) {
        this(Optional.of(folder));
    }

    private CallContexts(Optional<TraceFolder> folder) {
        this.folder = folder;
    }

    /** The context of an invocation; empty if its caller sent none, or if its trace is gone or can't be read. */
    Optional<TraceContext> of(String trace, String invocation) {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        return heads.computeIfAbsent(trace, key -> invocations(folder.get(), key)).stream()
                .filter(one -> one.id().equals(invocation))
                .findFirst()
                .flatMap(Invocation::givenContext);
    }

    private static List<Invocation> invocations(TraceFolder folder, String trace) {
        try {
            return StoredTraceHead.head(folder.directory().resolve(trace)).invocations();
        } catch (IOException goneOrUnreadable) {
            return List.of();
        }
    }
}
