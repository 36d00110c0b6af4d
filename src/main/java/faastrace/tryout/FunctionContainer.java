package faastrace.tryout;

import faastrace.problem.Problem;
import faastrace.tryout.engine.CommandRecord;
import faastrace.tryout.engine.Engine;
import faastrace.tryout.engine.ShellWords;
import faastrace.tryout.engine.StoppableCommands;
import faastrace.tryout.engine.TryoutListener;
import faastrace.tryout.engine.TryoutStopped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The function's container, once it has been started. */
final class FunctionContainer {
    private static final int START_SECONDS = 60;
    private static final long PAUSE_MILLIS = 200;
    private static final int LOG_LINES = 20;
    private static final int NOT_YET_FROM = 502;
    private static final int NOT_YET_TO = 504;

    private final Engine engine;
    private final StoppableCommands commands;
    private final String name;
    private final int port;

    private FunctionContainer(Engine engine, StoppableCommands commands, String name, int port) {
        this.engine = engine;
        this.commands = commands;
        this.name = name;
        this.port = port;
    }

    /** Starts the container, and finds out its port. */
    static FunctionContainer start(
            Engine engine, StoppableCommands commands, ContainerOptions options, CommandRecord record) {
        int own = options.sharesNetwork() ? freePort() : 0;
        List<String> command = engine.words(options.words(own));
        record.add(command);
        StoppableCommands.Outcome started = commands.ask(command);
        if (!started.isGood()) {
            throw commands.failed(command, started.err(), started.code(), cure(started.err()));
        }
        String name = options.name();
        int port = own != 0 ? own : published(engine, name, options.port());
        return new FunctionContainer(engine, commands, name, port);
    }

    private static String cure(List<String> lines) {
        String said = String.join("\n", lines);
        if (said.contains("unknown flag") || said.contains("unknown option") || said.contains("unknown shorthand")) {
            return "correct the options after --";
        }
        return "fix what the lines above report; if this command needs more options, such as limits,"
                + " write them after --";
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw Problem.of("127.0.0.1", e);
        }
    }

    /** The port on this machine that the engine has chosen for the container. */
    private static int published(Engine engine, String name, String port) {
        String said = engine.ask("port", name, port + "/tcp").out();
        return said.lines()
                .map(line -> line.substring(line.lastIndexOf(':') + 1).strip())
                .filter(number -> number.matches("[0-9]{1,5}"))
                .map(Integer::valueOf)
                .findFirst()
                .orElseThrow(() -> new Problem(
                        "port " + port,
                        "the engine did not publish it on this machine",
                        "if your containers share the machine's network, add '-- --network host'"));
    }

    String name() {
        return name;
    }

    /** The function's URL on this machine. */
    URI url() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** Waits until the watchdog responds. If it has a health check, also waits until it is healthy. */
    void awaitAnswer(HttpClient client, TryoutListener listener) {
        HttpRequest probe = HttpRequest.newBuilder(url().resolve("_/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long end = System.nanoTime() + Duration.ofSeconds(START_SECONDS).toNanos();
        while (!answers(client, probe)) {
            commands.refuseStopped();
            if (!isRunning()) {
                throw ended(listener);
            }
            if (System.nanoTime() > end) {
                throw failure("does not respond at " + url() + " within " + START_SECONDS + " s", listener);
            }
            listener.progress("waiting for " + url());
            pause();
        }
    }

    private static boolean answers(HttpClient client, HttpRequest probe) {
        try {
            int status =
                    client.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status < NOT_YET_FROM || status > NOT_YET_TO;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryoutStopped();
        }
    }

    /** The reason why a request got no response. Waits a moment, because the container may be about to exit. */
    Problem silent(TryoutListener listener) {
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        while (isRunning()) {
            if (System.nanoTime() > end) {
                return failure("did not respond to a request", listener);
            }
            pause();
        }
        return ended(listener);
    }

    /** Throws if the container is no longer running. */
    void refuseEnded(TryoutListener listener) {
        if (!isRunning()) {
            throw ended(listener);
        }
    }

    private Problem ended(TryoutListener listener) {
        return failure("its container exited with code " + engine.inspect(name, "{{.State.ExitCode}}"), listener);
    }

    private boolean isRunning() {
        return engine.inspect(name, "{{.State.Running}}").equals("true");
    }

    private Problem failure(String what, TryoutListener listener) {
        List<String> log = log();
        listener.failure(ShellWords.join(engine.words("logs", name)), log);
        boolean taken =
                log.stream().anyMatch(line -> line.toLowerCase(Locale.ROOT).contains("address already in use"));
        return new Problem(
                "the function",
                what,
                taken
                        ? "a port that it needs is in use on this machine: free the port, or leave --network host out"
                        : "read its log above; use --keep to keep the container, so that you can inspect it");
    }

    /** The last lines of the container's log, from standard output and standard error. */
    List<String> log() {
        List<String> both = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 2>&1", "sh"));
        both.addAll(engine.words("logs", "--tail", String.valueOf(LOG_LINES), name));
        StoppableCommands.Outcome said = commands.ask(both);
        return said.out().lines().toList();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryoutStopped();
        }
    }
}
