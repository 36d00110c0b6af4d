package faastrace.cli.terminal;

import java.util.concurrent.CountDownLatch;

/** While it is open, a signal that ends the program first has its work stopped, and what came of it said. */
public final class Interruption {
    private final CountDownLatch said = new CountDownLatch(1);
    private final Thread hook;

    /** @param stop has the work come to its end soon */
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

    /** To be called when all is said. */
    public void close() {
        said.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // A signal came, and the program goes now.
        }
    }
}
