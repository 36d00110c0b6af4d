package faastrace.host;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs other programs on this machine and waits until they exit. */
public final class Commands {
    /**
     * The exit code and the output of a program.
     *
     * @param out the program's standard output
     * @param err the program's standard error
     */
    public record Result(int code, String out, String err) {
        /** The last line of standard error. If standard error is empty, a sentence with the exit code. */
        public String complaint() {
            return err.strip()
                    .lines()
                    .reduce((first, second) -> second)
                    .orElse("it exited with status " + code + " and printed nothing");
        }
    }

    private Commands() {}

    /**
     * Runs a command with additional environment variables. Kills the command if it takes longer than the given
     * seconds.
     */
    public static Result run(List<String> command, Map<String, String> environment, int seconds) {
        return run(command, environment, seconds, new RecordingStop());
    }

    /** Runs a command with a time limit in seconds. {@code stop} can end it early. */
    public static Result run(List<String> command, Map<String, String> environment, int seconds, RecordingStop stop) {
        Path out = null;
        Path err = null;
        try {
            // The output goes to files, because a full pipe would block the program.
            out = Files.createTempFile("faas-trace", ".out");
            err = Files.createTempFile("faas-trace", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            stop.watch(process);
            process.getOutputStream().close();
            int code = finish(command.get(0), process, seconds);
            return new Result(code, text(out), text(err));
        } catch (IOException e) {
            throw Problem.notStarted(command.get(0), e);
        } finally {
            delete(out);
            delete(err);
        }
    }

    /** Wraps a command so that Ctrl+C in the terminal does not end it. Only this program can end it. */
    public static List<String> apart(List<String> command) {
        List<String> words = new ArrayList<>();
        words.addAll(List.of("sh", "-c", "command -v setsid >/dev/null && exec setsid \"$@\"; exec \"$@\"", "sh"));
        words.addAll(command);
        return words;
    }

    /** Runs a command. Kills the command if it takes longer than half a minute. */
    public static Result run(String... command) {
        return run(List.of(command), Map.of(), 30);
    }

    private static int finish(String command, Process process, int seconds) {
        try {
            if (process.waitFor(seconds, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new Problem(
                command, "did not exit within " + seconds + " seconds", "run it by hand to see what it waits for");
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException stays) {
            // A small file left in the temporary folder does no harm.
        }
    }
}
