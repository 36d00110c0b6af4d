package faastrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs Helm, kustomize and Prometheus's checks as libraries, in a small Go program that is built on first use. */
public final class ClusterTools {
    private static final Path SOURCE = Path.of("src/test/resources/cluster-tools");
    private static final Path PROGRAM = Path.of("target/cluster-tools").toAbsolutePath();
    private static final int BUILD_SECONDS = 900;
    private static final int SECONDS = 60;

    private static boolean built;

    /** The exit code, standard output and standard error of a command. */
    public record Result(int code, String out, String err) {}

    private ClusterTools() {}

    /**
     * Builds the program if necessary and returns its path. Without Go, the test is skipped, or fails if
     * FAAS_TRACE_REQUIRE_ALL=1.
     */
    public static synchronized Path program() {
        if (!built) {
            Means.require("go", "flock");
            // Another test process may be running the program. Go does not rewrite a program that is up to date.
            String build = "cd " + SOURCE + " && exec flock \"$0.lock\" go build -o \"$0\" .";
            Result result = run(BUILD_SECONDS, "", List.of("sh", "-c", build, PROGRAM.toString()));
            if (result.code() != 0) {
                Means.missing("the modules of " + SOURCE, "let go reach its module proxy: " + result.err());
            }
            built = true;
        }
        return PROGRAM;
    }

    /** Runs one of the program's commands. */
    public static Result run(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program().toString()));
        command.addAll(List.of(arguments));
        return run(SECONDS, input, command);
    }

    /** Runs one of the program's commands, which must succeed, and returns its output. */
    public static String output(String input, String... arguments) {
        Result result = run(input, arguments);
        assertThat(result.code()).as(List.of(arguments) + ": " + result.err()).isZero();
        return result.out();
    }

    private static Result run(int seconds, String input, List<String> command) {
        try {
            Path folder = Files.createTempDirectory("cluster-tools");
            Path in = Files.writeString(folder.resolve("in"), input);
            Path out = folder.resolve("out");
            Path err = folder.resolve("err");
            Process process = new ProcessBuilder(command)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            process.destroyForcibly();
            assertThat(ended).as(command + " ends").isTrue();
            Result result = new Result(process.exitValue(), Files.readString(out), Files.readString(err));
            for (Path file : List.of(in, out, err, folder)) {
                Files.delete(file);
            }
            return result;
        } catch (IOException e) {
            throw new IllegalStateException(command.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
