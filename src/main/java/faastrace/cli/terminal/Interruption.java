package faastrace.cli.terminal;

import java.util.concurrent.CountDownLatch;

/** After a signal, stops the work first. The program ends only after the result of the work has been printed. */
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

    /** Lets the program end. Call this method when everything has been printed. */
    public void close() {
        said.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // A signal arrived, so the program is already ending.
        }
    }
}
