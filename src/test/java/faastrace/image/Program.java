package faastrace.image;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to completion. */
final class Program {
    private Program() {}

    /** Runs a program and returns its combined output. If the program fails, the test fails. */
    static String run(Path directory, Map<String, String> environment, List<String> command) throws IOException {
        // The output goes to a file, because processes that a container leaves running would keep a pipe open.
        Path output = Files.createTempFile("program", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = endsInTime(process);
            process.destroyForcibly();
            String said = Files.readString(output);
            if (!ended || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + (ended ? " failed:\n" : " does not end:\n") + said);
            }
            return said;
        } finally {
            Files.delete(output);
        }
    }

    private static boolean endsInTime(Process process) throws InterruptedIOException {
        try {
            return process.waitFor(5, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    static String run(String... command) throws IOException {
        return run(Path.of("."), Map.of(), List.of(command));
    }
}
