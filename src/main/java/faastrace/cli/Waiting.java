package faastrace.cli;

import java.util.concurrent.CountDownLatch;

/** How a command that serves waits for its end. */
final class Waiting {
    private Waiting() {}

    /**
     * Blocks until this thread is interrupted. A signal ends the program through a hook, which first does what is to be done
     * in order. Left to itself Java would then say that the signal killed it, and whoever watches over the program would take
     * that for a failure.
     */
    static void untilStopped(Runnable inOrder) {
        Runnable last = () -> {
            inOrder.run();
            Runtime.getRuntime().halt(0);
        };
        Thread hook = new Thread(last, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException stop) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
