package faastrace.collector;

import java.util.concurrent.Semaphore;

/** Wakes one waiting thread, once for any number of signals. */
final class Signal {
    private final Semaphore given = new Semaphore(0);

    void give() {
        if (given.availablePermits() == 0) {
            given.release();
        }
    }

    /** Returns once it was given since the last time. */
    void await() throws InterruptedException {
        given.acquire();
        given.drainPermits();
    }
}
