package faastrace.cli.terminal;

import java.util.concurrent.CountDownLatch;

/** While this is open, a signal first stops the work. The program then ends only after the result has been printed. */
public final class Interruption {
    private final CountDownLatch said = new CountDownLatch(1);
    private final Thread hook;

    /** @param stop makes the work end soon */
    public Interruption(Runnable stop) {
        hook = new Thread(
                () -> {
                    stop.run();
                    awaitTheEnd();
                },
                "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void awaitTheEnd() {
        try {
            said.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the program end. Call it when everything has been printed. */
    public void close() {
        said.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // A signal arrived, so the program is already ending.
        }
    }
}
