package faastrace.cli.terminal;

import java.util.concurrent.CountDownLatch;

/**
 * Blocks a server command until the command is told to stop. The constructor adds a shutdown hook. After a signal, the
 * hook shuts the server down and exits with 0. Without the hook, the exit code would mean that a signal killed Java,
 * and a supervisor would treat this as a failure. So create an instance before the command reports that it is ready.
 */
public final class ShutdownWait implements AutoCloseable {
    private final Thread hook;

    /** @param inOrder what to do after a signal, before the program ends */
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
            // An interrupt means that the command must stop.
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // A signal arrived, so the program is already ending.
        }
    }
}
