package faastrace.cli.collect;

import faastrace.collector.store.StoredTrace;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Logs the traces that arrive: either one line for each trace, or one line for each minute in which traces arrived. */
final class TraceLog implements AutoCloseable {
    private final boolean each;
    private final Consumer<String> say;
    private final Set<String> folders = new HashSet<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "collector-log");
        made.setDaemon(true);
        return made;
    });
    private long traces;
    private long bytes;

    private TraceLog(boolean each, Consumer<String> say) {
        this.each = each;
        this.say = say;
    }

    /**
     * Starts a log.
     *
     * @param each whether to log each trace
     * @param say receives the lines
     */
    static TraceLog start(boolean each, Consumer<String> say) {
        TraceLog log = new TraceLog(each, say);
        log.thread.scheduleAtFixedRate(log::sum, 1, 1, TimeUnit.MINUTES);
        return log;
    }

    /** Logs or counts a trace. */
    synchronized void add(StoredTrace trace) {
        if (each) {
            say.accept(trace.folder() + " " + trace.file() + " " + trace.bytes() + " bytes");
            return;
        }
        traces++;
        bytes += trace.bytes();
        folders.add(trace.folder());
    }

    /** Logs what has been counted since the last line. */
    private synchronized void sum() {
        if (traces > 0) {
            say.accept("Received " + traces + (traces == 1 ? " trace" : " traces") + " of " + folders.size()
                    + (folders.size() == 1 ? " function, " : " functions, ") + bytes + " bytes");
        }
        traces = 0;
        bytes = 0;
        folders.clear();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        sum();
    }
}
