package faastrace.cli.terminal;

import java.util.concurrent.CountDownLatch;

/**
 * How a command that serves waits for its end. From when it is made on, a signal ends the program through a hook, which
 * first does what is to be done in order. Left to itself Java would then say that the signal killed it, and whoever
 * watches over the program would take that for a failure. So it is made before the command says that it is ready.
 */
public final class ShutdownWait implements AutoCloseable {
    private final Thread hook;

    /** @param inOrder what a signal has to do first */
    public ShutdownWait(Runnable inOrder) {
        Runnable last = () -> {
            inOrder.run();
            Runtime.getRuntime().halt(0);
        };
        hook = new Thread(last, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Blocks until this thread is interrupted. */
    public void untilStopped() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException stop) {
            // That is what it waited for.
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // A signal came, and the program goes now.
        }
    }
}
