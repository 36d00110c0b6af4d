package faastrace;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The ports that the example functions listen at, which are written into their templates. Tests run in several processes,
 * so whoever starts such a function on this machine's own network holds them meanwhile, and others wait.
 */
public final class ExamplePorts implements AutoCloseable {
    private static final Path LOCK = Path.of("target", "example-ports.lock");

    private static FileChannel held;
    private static int holders;

    private ExamplePorts() {}

    /** Waits until no other process holds them; within a process they may be held several times. */
    public static ExamplePorts hold() throws IOException {
        synchronized (ExamplePorts.class) {
            if (holders == 0) {
                Files.createDirectories(LOCK.getParent());
                held = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                held.lock();
            }
            holders++;
            return new ExamplePorts();
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (ExamplePorts.class) {
            holders--;
            if (holders == 0) {
                held.close();
            }
        }
    }
}
