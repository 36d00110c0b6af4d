package faastrace.collector;

import faastrace.collector.http.WebServer;
import faastrace.collector.index.InvocationIndex;
import faastrace.collector.store.DerivedFileCleanup;
import faastrace.collector.store.FolderReader;
import faastrace.collector.store.Retention;
import faastrace.collector.store.TraceFolder;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Periodic work: deletes old traces, deletes the leftover files of dead collectors, opens an index that could not be
 * opened, and reloads changed certificates.
 */
final class Upkeep implements AutoCloseable {
    private static final int SECONDS = 20;

    /** How many rounds pass between two checks of all files. Such a check takes a long time. */
    private static final int ALL_EVERY = 15;

    private final TraceFolder folder;
    private final Retention retention;
    private final WebServer server;
    private final DerivedFileCleanup leftovers;
    private final InvocationIndex index;
    private int times;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "collector-upkeep");
        thread.setDaemon(true);
        return thread;
    });

    Upkeep(
            TraceFolder folder,
            Retention retention,
            WebServer server,
            DerivedFileCleanup leftovers,
            InvocationIndex index) {
        this.folder = folder;
        this.retention = retention;
        this.server = server;
        this.leftovers = leftovers;
        this.index = index;
    }

    /** Does the work now, and then periodically. */
    void start() {
        thread.scheduleWithFixedDelay(this::once, 0, SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void once() {
        boolean all = times++ % ALL_EVERY == 0;
        try {
            index.tryAgain();
            retention.look(all ? FolderReader.Depth.all : FolderReader.Depth.others);
            if (all || folder.needsSweep()) {
                folder.sweep();
            }
            if (all) {
                leftovers.clear();
                index.deleteUnused();
            }
            folder.inventory().news().give();
            server.renew();
        } catch (IOException | RuntimeException | OutOfMemoryError now) {
            // An exception would end the schedule. In the next round, the folder or certificate may be usable again.
        }
    }
}
