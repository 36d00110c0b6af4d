package faastrace.documented;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs bash in a given folder with its own environment. */
final class Shell {
    private static final int SECONDS = 120;

    private final Path folder;
    private final Path output;
    private final Map<String, String> environment;

    /** The result of a script: its exit status (124 if it had to be killed) and all its output. */
    record Result(int status, String output) {}

    /**
     * Sets the folder and environment for scripts.
     *
     * @param output the file for the output of the running script
     */
    Shell(Path folder, Path output, Map<String, String> environment) {
        this.folder = folder;
        this.output = output;
        this.environment = environment;
    }

    /** Runs a script with options that end it if a command fails or a variable is not set. */
    Result run(String text) {
        return bash("-eu", "-o", "pipefail", "-c", text);
    }

    /** Checks the syntax of a script without running it. */
    Result check(String text) {
        return bash("-n", "-c", text);
    }

    private Result bash(String... words) {
        ProcessBuilder builder = new ProcessBuilder("bash")
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.command().addAll(List.of(words));
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return new Result(ended ? process.exitValue() : 124, Files.readString(output));
        } catch (IOException e) {
            throw new IllegalStateException("bash in " + folder, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
