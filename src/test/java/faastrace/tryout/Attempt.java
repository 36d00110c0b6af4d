package faastrace.tryout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A running {@code faas-trace try}. */
final class Attempt implements AutoCloseable {
    static final String UP = "Ctrl+C ";
    private static final int PATIENCE_SECONDS = 300;

    private final Path output;
    private final Process process;

    private Attempt(Path output, Process process) {
        this.output = output;
        this.process = process;
    }

    static Attempt start(TestEngine engine, Path repository, String... arguments) throws IOException {
        return start(engine, repository, Map.of(), arguments);
    }

    static Attempt start(TestEngine engine, Path repository, Map<String, String> environment, String... arguments)
            throws IOException {
        Path output = Files.createTempFile("try", ".out");
        String[] words = new String[arguments.length + 3];
        words[0] = "try";
        words[1] = "--engine";
        words[2] = engine.kind().command();
        System.arraycopy(arguments, 0, words, 3, arguments.length);
        return new Attempt(output, engine.faasTrace(repository, output, environment, words));
    }

    String text() throws IOException {
        return Files.readString(output);
    }

    /** Waits until the output contains this text or the process has ended. */
    Attempt until(String text) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!text().contains(text) && process.isAlive()) {
            if (System.nanoTime() > end) {
                throw new IOException("never said '" + text + "', but:\n" + text());
            }
            Thread.sleep(50);
        }
        return this;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /**
     * Stops the command normally and returns its exit code. Uses SIGTERM, because in tests the command may have been
     * started with SIGINT (Ctrl+C) ignored.
     */
    int end() throws Exception {
        process.destroy();
        return code();
    }

    int code() throws Exception {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("does not end:\n" + text());
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        Shell.awaitEnd(process);
        Files.deleteIfExists(output);
    }
}
