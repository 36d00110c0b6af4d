package faastrace.cli;

import java.util.concurrent.CountDownLatch;

/** How a command that serves waits for its end. */
final class Waiting {
    private Waiting() {}

    /** Blocks until this thread is interrupted. A signal ends the program, and the given action ends the work before. */
    static void untilStopped(Runnable inOrder) {
        Thread hook = new Thread(inOrder, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException stop) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
