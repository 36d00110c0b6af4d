package faastrace.tryout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs scripts and programs to completion. */
final class Shell {
    private static final int MINUTES = 15;
    private static final int SECONDS_TO_END = 60;

    private Shell() {}

    /** A program's exit code and combined output. */
    record Result(int code, String text) {}

    /** Runs a script. If it fails, the test fails. */
    static String run(String script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-euc", script, "sh"));
        command.addAll(List.of(arguments));
        Result result = of(command, Path.of("."), Map.of());
        if (result.code() != 0) {
            throw new IOException(script + " " + List.of(arguments) + " failed:\n" + result.text());
        }
        return result.text();
    }

    static Result of(List<String> command, Path folder, Map<String, String> environment) throws IOException {
        // The output goes to a file, because processes that a container leaves running would keep a pipe open.
        Path output = Files.createTempFile("program", ".out");
        try {
            Process process = start(command, folder, environment, output);
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            process.destroyForcibly();
            return new Result(ended ? process.exitValue() : -1, Files.readString(output));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Files.delete(output);
        }
    }

    static Process start(List<String> command, Path folder, Map<String, String> environment, Path output)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("FAAS_TRACE_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Waits for a process and kills it if it takes too long. */
    static void awaitEnd(Process process) throws IOException {
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
