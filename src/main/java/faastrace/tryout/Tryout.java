package faastrace.tryout;

import faastrace.collector.store.StoredTrace;
import faastrace.host.enable.AccessChange;
import faastrace.host.enable.RunningEngine;
import faastrace.problem.Problem;
import faastrace.project.settings.PatchSettings;
import faastrace.tryout.build.BuildSettings;
import faastrace.tryout.build.ImageBuild;
import faastrace.tryout.build.PatchedCopy;
import faastrace.tryout.build.TriedFunction;
import faastrace.tryout.engine.CommandRecord;
import faastrace.tryout.engine.Engine;
import faastrace.tryout.engine.HostAddress;
import faastrace.tryout.engine.KeptTryout;
import faastrace.tryout.engine.RunFolder;
import faastrace.tryout.engine.StoppableCommands;
import faastrace.tryout.engine.TryoutListener;
import faastrace.tryout.engine.TryoutStopped;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds, runs and traces one function of a repository without changing the repository. Closing a tryout removes
 * everything it created. If a tryout was killed, the next one cleans up after it.
 */
public final class Tryout implements AutoCloseable {
    private static final int SECONDS_TO_DIAGNOSIS = 8;
    private static final int SECONDS_TO_ARRIVE = 30;
    private static final long LOOK_MILLIS = 200;

    private final TryoutRequest request;
    private final TryoutListener talk;
    private final Consumer<Requests.Answer> answered;
    private final StoppableCommands commands;
    private final ArrivedTraces arrivals;
    private final CommandRecord record = new CommandRecord();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private @Nullable RunFolder run;
    private @Nullable Engine engine;
    private @Nullable TryoutCollectors intake;
    private boolean isClosed;

    /** @param received called with each trace that arrives */
    public Tryout(TryoutRequest request, TryoutListener talk, Consumer<StoredTrace> received) {
        this.request = request;
        this.talk = talk;
        this.commands = new StoppableCommands(talk);
        this.arrivals = new ArrivedTraces(request.traces(), received);
        this.answered = answer -> talk.answer(answer.status(), answer.millis(), answer.body());
    }

    /**
     * Runs all steps, until the traces of the requests have arrived.
     *
     * @throws Problem if a step fails
     * @throws TryoutStopped if it was closed in the meantime
     */
    public TryoutResult run() {
        TriedFunction function = TriedFunction.find(request.root(), request.stackFile(), request.function());
        RunningEngine running = RunningEngine.find(request.engine());
        running.passedOver().forEach(said -> talk.note("Using " + running.title() + ", because " + said));
        new AbandonedRuns(talk, commands).sweep(request.root());
        begin(running);
        PatchedCopy copy = patch(function);
        Optional<Path> profile = openGate(running);
        build(function, copy);
        HostAddress reach = HostAddress.of(engine(), request.options());
        collect(reach);
        ContainerOptions options = new ContainerOptions(function, folder(), reach)
                .collector(collectors().port(), token())
                .frequency(PatchSettings.read(request.root(), System.getenv(), Map.of()))
                .process(BuildSettings.find(copy.template()).flatMap(BuildSettings::process))
                .secrets(request.root(), talk)
                .last(request.options(), ImageBuild.image(function, folder()));
        profile.ifPresent(options::profile);
        return call(start(options));
    }

    private synchronized void begin(RunningEngine running) {
        commands.refuseStopped();
        run = RunFolder.create(running.command(), request.keep());
        engine = new Engine(running, commands);
    }

    /** The folder of this run, which {@link #begin} creates. */
    private RunFolder folder() {
        return Objects.requireNonNull(run);
    }

    /** The engine of this run, which {@link #begin} finds. */
    private Engine engine() {
        return Objects.requireNonNull(engine);
    }

    /** The collectors of this run, which {@link #collect} starts. */
    private TryoutCollectors collectors() {
        return Objects.requireNonNull(intake);
    }

    private Path token() {
        return folder().file("token");
    }

    private PatchedCopy patch(TriedFunction function) {
        talk.step("Patching a copy of the "
                + (function.hasOwnDockerfile() ? "function's Dockerfile" : "template " + function.language()));
        PatchedCopy copy = new PatchedCopy(request.root(), folder().copy(), function);
        copy.write(request.stackFile(), ImageBuild.image(function, folder()), talk);
        if (!function.hasOwnDockerfile()) {
            record.add(
                    "faas-trace",
                    "patch",
                    function.language(),
                    "--output",
                    folder().copy().toString());
        }
        return copy;
    }

    /** Writes a seccomp profile that allows perf. Writes none if containers run without a profile anyway. */
    private Optional<Path> openGate(RunningEngine running) {
        Path file = folder().file("seccomp.json");
        AccessChange opening = running.profile(file);
        opening.apply();
        opening.next().stream()
                .filter(line -> !line.contains(" run --security-opt "))
                .forEach(talk::note);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        record.add("faas-trace", "enable", running.isPodman() ? "podman" : "docker", "--output", file.toString());
        return Optional.of(file);
    }

    private void build(TriedFunction function, PatchedCopy copy) {
        new ImageBuild(engine(), commands, function, copy, folder()).build(talk, record);
    }

    private synchronized void collect(HostAddress reach) {
        commands.refuseStopped();
        intake = TryoutCollectors.start(request.traces(), reach, token(), arrivals::add);
        record.add(
                "faas-trace",
                "collect",
                "--host",
                reach.address().getHostAddress(),
                "--port",
                String.valueOf(intake.port()),
                "--token-file",
                token().toString(),
                "--dir",
                request.traces().toString());
    }

    private FunctionContainer start(ContainerOptions options) {
        talk.step("Starting the function");
        FunctionContainer container = FunctionContainer.start(engine(), commands, options, record);
        container.awaitAnswer(client, talk);
        return container;
    }

    private TryoutResult call(FunctionContainer container) {
        talk.step("Sending " + request.requests() + (request.requests() == 1 ? " request" : " requests")
                + " with the header X-Faas-Trace: 1");
        String url = container.url().toString();
        record.add("curl", "-H", "X-Faas-Trace: 1", url);
        List<String> ids = send(container);
        await(ids, container);
        return arrivals.result(ids, collectors().page(), url);
    }

    private List<String> send(FunctionContainer container) {
        try {
            return new Requests(client, container.url(), request.body())
                    .send("try-" + folder().id() + "-", request.requests(), answered).stream()
                            .map(Requests.Answer::id)
                            .toList();
        } catch (Requests.NoAnswer e) {
            commands.refuseStopped();
            throw container.silent(talk);
        }
    }

    private void await(List<String> ids, FunctionContainer container) {
        talk.step("Waiting for the traces");
        if (arrives(ids, SECONDS_TO_DIAGNOSIS) || arrivals.count(ids) > 0 && arrives(ids, SECONDS_TO_ARRIVE)) {
            return;
        }
        container.refuseEnded(talk);
        Diagnosis diagnosis = new Diagnosis(engine(), container, talk);
        if (arrivals.isEmpty()) {
            diagnosis.find().ifPresent(problem -> {
                throw problem;
            });
            if (!arrives(ids, SECONDS_TO_ARRIVE) && arrivals.isEmpty()) {
                throw diagnosis.unknown();
            }
        }
    }

    private boolean arrives(List<String> ids, int seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (arrivals.count(ids) < ids.size()) {
            commands.refuseStopped();
            if (System.nanoTime() > end) {
                return false;
            }
            talk.progress(arrivals.count(ids) + " of " + ids.size() + " invocations");
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TryoutStopped();
            }
        }
        return true;
    }

    /** What the tryout leaves behind after closing. Without {@code keep}, that is nothing. */
    public synchronized KeptTryout kept() {
        return run == null || !request.keep() ? KeptTryout.NOTHING : record.kept(engine(), run);
    }

    /** Stops the current step. Unless the user wants to keep everything, removes everything except the traces. */
    @Override
    public void close() {
        commands.stop();
        synchronized (this) {
            if (!isClosed) {
                isClosed = true;
                remove();
            }
        }
    }

    private void remove() {
        if (run != null && !request.keep()) {
            engine().with(new StoppableCommands(talk)).clean(run.id(), true);
        }
        if (intake != null) {
            intake.close();
        }
        if (run != null) {
            deleteFiles(run);
            run.close();
        }
    }

    private void deleteFiles(RunFolder folder) {
        try {
            if (!request.keep()) {
                folder.delete();
            }
        } catch (Problem busy) {
            // The next run removes the files.
        }
    }
}
