package faastrace.collector.store;

import java.util.concurrent.Semaphore;

/** Wakes one waiting thread. If several signals are given before the thread waits, they wake it only once. */
public final class Signal {
    private final Semaphore given = new Semaphore(0);

    /** Wakes the waiting thread, or the next thread that waits. */
    public void give() {
        if (given.availablePermits() == 0) {
            given.release();
        }
    }

    /** Waits for a signal. Returns at once if a signal was given since the last call. */
    public void await() throws InterruptedException {
        given.acquire();
        given.drainPermits();
    }
}
