package faastrace.tryout.engine;

import faastrace.problem.Problem;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a tryout's commands, one at a time, until the tryout is stopped. */
public final class StoppableCommands {
    private static final int TAIL_BYTES = 16 << 10;
    private static final int TAIL_LINES = 15;
    private static final long LOOK_MILLIS = 500;
    private static final int GRACE_SECONDS = 10;
    private static final Duration SHORT = Duration.ofMinutes(2);
    private static final File NOTHING = new File("/dev/null");

    /**
     * The outcome of a command.
     *
     * @param code the exit code
     * @param out the end of the standard output
     * @param err the last lines of the standard error
     */
    public record Outcome(int code, String out, List<String> err) {
        /** Whether the command succeeded. */
        public boolean isGood() {
            return code == 0;
        }
    }

    private final TryoutListener talk;
    private @Nullable Process current;
    private boolean stopped;

    /** Reports the commands' output to {@code talk}. */
    public StoppableCommands(TryoutListener talk) {
        this.talk = talk;
    }

    /** Ends the running command, and prevents new ones from starting. */
    public void stop() {
        Process running;
        synchronized (this) {
            stopped = true;
            running = current;
        }
        if (running != null) {
            end(running);
        }
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    /** Throws if the user has stopped the tryout. */
    public synchronized void refuseStopped() {
        if (stopped) {
            throw new TryoutStopped();
        }
    }

    /** Runs a short command and returns its output. */
    public Outcome ask(List<String> command) {
        try {
            Path out = Files.createTempFile("faas-trace", ".out");
            Path err = Files.createTempFile("faas-trace", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectInput(NOTHING)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
                int code = finish(builder, err, SHORT, line -> {});
                return new Outcome(code, tail(out), lastLines(err));
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            throw cannotRun(command, e);
        }
    }

    /** Runs a long command, writes its output to a log file, and returns its exit code. */
    public int runLogged(List<String> command, Path folder, Map<String, String> environment, Path log, Duration most) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(NOTHING)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            return finish(builder, log, most, talk::progress);
        } catch (IOException e) {
            throw cannotRun(command, e);
        }
    }

    private interface Listener {
        void hear(String line);
    }

    private int finish(ProcessBuilder builder, Path log, Duration most, Listener listener) throws IOException {
        Process process = start(builder);
        try {
            long end = System.nanoTime() + most.toNanos();
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                List<String> lines = lastLines(log);
                listener.hear(lines.isEmpty() ? "" : lines.get(lines.size() - 1));
                if (System.nanoTime() > end) {
                    throw new IOException("it did not exit within " + most.toMinutes() + " minutes");
                }
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryoutStopped();
        } finally {
            end(process);
            forget();
            refuseStopped();
        }
    }

    private synchronized Process start(ProcessBuilder builder) throws IOException {
        refuseStopped();
        current = builder.start();
        return current;
    }

    private synchronized void forget() {
        current = null;
    }

    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private static Problem cannotRun(List<String> command, IOException failure) {
        return Problem.notStarted(command.get(0), failure);
    }

    /** Shows the last lines of a command that failed, and returns the problem to throw. */
    public Problem failed(List<String> command, List<String> lines, int code, String cure) {
        String line = ShellWords.join(command);
        talk.failure(line, lines);
        return new Problem(command.get(0) + " " + verb(command), "failed with exit code " + code, cure);
    }

    private static String verb(List<String> command) {
        return command.stream()
                .filter(word -> word.matches("build|run|port|inspect|logs"))
                .findFirst()
                .orElse("");
    }

    /** The last lines of a log, without blank lines. */
    public static List<String> lastLines(Path log) throws IOException {
        List<String> lines = tail(log)
                .lines()
                .map(line -> line.substring(line.lastIndexOf('\r') + 1).stripTrailing())
                .filter(line -> !line.isBlank())
                .toList();
        return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    }

    private static String tail(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, in.length() - TAIL_BYTES);
            in.seek(from);
            byte[] bytes = new byte[(int) (in.length() - from)];
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
