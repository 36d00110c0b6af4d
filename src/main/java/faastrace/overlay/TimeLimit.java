package faastrace.overlay;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs work that may never end, in a thread of its own. Java can't stop such a thread. If the time runs out, the thread
 * is abandoned and ends with the process.
 */
final class TimeLimit {
    private TimeLimit() {}

    /**
     * Runs the work and returns its result.
     *
     * @param milliseconds how long to wait for the result
     * @throws TimeoutException if the work took longer
     */
    static <T> T within(long milliseconds, Callable<T> work) throws TimeoutException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "overlay");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(milliseconds, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
