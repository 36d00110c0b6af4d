package faastrace.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Stands in for the agent's folder that a hook uses. Reads what the hook writes to the pipes and files in the folder.
 */
public final class HookFolder implements AutoCloseable {
    public static final String EVENT = "cpu-clock:u";

    private final Path folder;
    private Pipe events;
    private Pipe control;

    public HookFolder(Path folder, boolean present) throws Exception {
        this.folder = Files.createDirectories(folder);
        List<String> command =
                List.of("mkfifo", file("events").toString(), file("control").toString());
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
        if (present) {
            events = new Pipe(file("events"));
            control = new Pipe(file("control"));
        }
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    public List<String> events() {
        return events == null ? List.of() : events.lines();
    }

    public List<String> control() {
        return control == null ? List.of() : control.lines();
    }

    public List<String> invocations() {
        try {
            return Files.exists(file("invocations")) ? Files.readAllLines(file("invocations")) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells the hook that perf is attached to a process. */
    public void arm(long process) throws IOException {
        Path fresh = Files.writeString(file("armed.new"), process + " " + EVENT + "\n");
        Files.move(fresh, file("armed"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Tells the hook that perf, which is attached to another process, also follows this one. */
    public void follow(long process) throws IOException {
        Files.createFile(file("followed." + process));
    }

    /** Changes the container's count of throttled time. Overwrites the file in place, as the kernel does. */
    public void throttled(String line) throws IOException {
        Files.writeString(file("cpu.stat"), "nr_periods 20\nnr_throttled 3\n" + line + "\n");
    }

    public void refuse() throws IOException {
        Files.createFile(file("refused"));
    }

    /** Closes the recording, then waits until hooks no longer write to the old file. */
    public void take() throws Exception {
        Files.deleteIfExists(file("on"));
        Files.move(file("invocations"), file("taken"), StandardCopyOption.REPLACE_EXISTING);
        Thread.sleep(60);
    }

    @Override
    public void close() throws IOException {
        if (events != null) {
            events.close();
            control.close();
        }
    }

    /**
     * A pipe that is open for reading and writing. So the test can open it before the hook does, and the hook can open
     * it before the test does.
     */
    private static final class Pipe implements AutoCloseable {
        private final RandomAccessFile file;
        private final FileInputStream in;
        private final StringBuilder text = new StringBuilder();

        Pipe(Path path) throws IOException {
            file = new RandomAccessFile(path.toFile(), "rw");
            in = new FileInputStream(file.getFD());
        }

        List<String> lines() {
            try {
                while (in.available() > 0) {
                    byte[] bytes = new byte[in.available()]; // readNBytes would fail because it seeks
                    text.append(new String(bytes, 0, in.read(bytes), StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return text.toString().lines().toList();
        }

        @Override
        public void close() throws IOException {
            in.close();
            file.close();
        }
    }
}
