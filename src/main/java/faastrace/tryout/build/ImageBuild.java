package faastrace.tryout.build;

import faastrace.problem.Problem;
import faastrace.tryout.engine.CommandRecord;
import faastrace.tryout.engine.Engine;
import faastrace.tryout.engine.RunFolder;
import faastrace.tryout.engine.StoppableCommands;
import faastrace.tryout.engine.TryoutListener;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Builds the function's image with faas-cli, or with the engine if faas-cli is missing or can't use the engine. */
public final class ImageBuild {
    private static final Duration MOST = Duration.ofMinutes(60);

    private final Engine engine;
    private final StoppableCommands commands;
    private final TriedFunction function;
    private final PatchedCopy source;
    private final RunFolder run;

    public ImageBuild(
            Engine engine, StoppableCommands commands, TriedFunction function, PatchedCopy source, RunFolder run) {
        this.engine = engine;
        this.commands = commands;
        this.function = function;
        this.source = source;
        this.run = run;
    }

    /** The image's name, which is unique to this tryout. */
    public static String image(TriedFunction function, RunFolder run) {
        String name = function.name().toLowerCase(Locale.ROOT).replaceAll("[._-]{2,}|[._-]$", "-");
        return "faas-trace-try/" + (name.endsWith("-") ? name + "0" : name) + ":" + run.id();
    }

    /** Builds the image. */
    public void build(TryoutListener listener, CommandRecord record) {
        List<String> command = usesFaasCli() ? faasCli() : plain();
        record.addIn(run.copy(), command);
        listener.step("Building the image with "
                + (usesFaasCli() ? "faas-cli build" : String.join(" ", engine.words("build")))
                + " (the first build takes minutes)");
        Path log = run.file("build.log");
        int code = commands.runLogged(command, run.copy(), environment(), log, MOST);
        try {
            if (code != 0) {
                List<String> lines = StoppableCommands.lastLines(log);
                throw commands.failed(command, lines, code, cure(lines));
            }
        } catch (IOException e) {
            throw Problem.of(log, e);
        }
        record.image(image(function, run));
    }

    /** Whether to build with faas-cli. faas-cli always runs {@code docker}, so that must be the engine's command. */
    private boolean usesFaasCli() {
        return engine.words().equals(List.of("docker")) && isInstalled("faas-cli");
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private List<String> faasCli() {
        List<String> command = new ArrayList<>(List.of("faas-cli", "build", "--envsubst=false", "--yaml"));
        command.add(run.copy().resolve(PatchedCopy.STACK).toString());
        command.addAll(List.of("--build-label", Engine.mark(run.id()).get(1)));
        return command;
    }

    private List<String> plain() {
        List<String> command = new ArrayList<>(engine.words("build", "--force-rm"));
        if (engine.isPodman()) {
            command.addAll(List.of("--format", "docker")); // the OCI format has neither SHELL nor HEALTHCHECK
        }
        FunctionBuildContext context = new FunctionBuildContext(function, source, run.copy());
        context.arguments().forEach((name, value) -> command.addAll(List.of("--build-arg", name + "=" + value)));
        function.buildSecrets()
                .forEach((name, file) ->
                        command.addAll(List.of("--secret", "id=" + name + ",src=" + source.secret(file))));
        command.addAll(Engine.mark(run.id()));
        command.addAll(List.of("--tag", image(function, run), context.write().toString()));
        return command;
    }

    private Map<String, String> environment() {
        return function.buildSecrets().isEmpty() ? Map.of() : Map.of("DOCKER_BUILDKIT", "1");
    }

    private static String cure(List<String> lines) {
        boolean unreached = lines.stream()
                .anyMatch(line -> line.contains("no such host")
                        || line.contains("dial tcp")
                        || line.contains("i/o timeout")
                        || line.contains("TLS handshake"));
        return unreached
                ? "check that this machine can reach the registry of that image, then run the command again"
                : "fix what the lines above report, then run the command again; if they are about the patch,"
                        + " build the image without the patch and compare";
    }
}
