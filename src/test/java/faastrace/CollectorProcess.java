package faastrace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the classes under test as a real {@code faas-trace collect} in a separate process. */
public final class CollectorProcess {
    private CollectorProcess() {}

    /**
     * Starts the collector. The process's standard output contains all its messages.
     *
     * @param port the port to listen on, or 0 for a free one
     * @param options additional options
     */
    public static Process start(Path directory, int port, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "faastrace.cli.Main",
                "collect",
                "--port",
                String.valueOf(port),
                "--dir",
                directory.toString()));
        command.addAll(List.of(options));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
