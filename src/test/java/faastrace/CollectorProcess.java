package faastrace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real {@code faas-trace collect} in a process of its own, on the classes under test. */
public final class CollectorProcess {
    private CollectorProcess() {}

    /**
     * Starts it; what it says stands on its standard output.
     *
     * @param port 0 for a free one
     * @param options more of them
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
