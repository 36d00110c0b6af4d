package faastrace.collector.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for results of other threads. */
public final class Futures {
    private Futures() {}

    /** Waits for the result. If the other thread failed, throws its exception. */
    public static <T> T await(CompletableFuture<T> coming) throws IOException {
        try {
            return coming.get();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the collector is stopping");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException io) {
                throw io;
            }
            if (failed.getCause() instanceof RuntimeException bug) {
                throw bug;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }
}
