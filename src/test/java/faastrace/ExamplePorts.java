package faastrace;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reserves the ports of the example functions. The templates of these functions fix the ports, and tests run in several
 * processes. So a test that starts such a function on the host's network must hold this lock. Other tests wait until
 * the lock is released.
 */
public final class ExamplePorts implements AutoCloseable {
    private static final Path LOCK = Path.of("target", "example-ports.lock");

    private static FileChannel held;
    private static int holders;

    private ExamplePorts() {}

    /** Waits until no other process holds the ports. One process may hold them several times. */
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
