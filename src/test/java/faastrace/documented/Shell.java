package faastrace.documented;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Bash in a folder of its own, with an environment of its own. */
final class Shell {
    private static final int SECONDS = 120;

    private final Path folder;
    private final Path output;
    private final Map<String, String> environment;

    /** What a text left: its exit status, or 124 where it had to be ended, and all that it printed. */
    record Result(int status, String output) {}

    /** @param output where what is printed goes meanwhile */
    Shell(Path folder, Path output, Map<String, String> environment) {
        this.folder = folder;
        this.output = output;
        this.environment = environment;
    }

    /** Runs a text as a careful reader's shell would: it ends at what fails, or is not set. */
    Result run(String text) {
        return bash("-eu", "-o", "pipefail", "-c", text);
    }

    /** Only reads a text. */
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
