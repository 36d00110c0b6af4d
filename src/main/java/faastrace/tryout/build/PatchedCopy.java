package faastrace.tryout.build;

import faastrace.document.Json;
import faastrace.patch.PatchApplication;
import faastrace.problem.Problem;
import faastrace.project.PatchPlan;
import faastrace.project.Project;
import faastrace.project.TargetState;
import faastrace.project.settings.PatchSettings;
import faastrace.project.stack.Stack;
import faastrace.project.stack.Target;
import faastrace.tryout.engine.TryoutListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A copy of the user's function repository that contains only one function and its patched template. The image is built
 * in this copy. The handler is copied only if it has its own Dockerfile, which has to be patched.
 */
public final class PatchedCopy {
    static final String STACK = "stack.yaml";
    private static final String OWN_FOLDER = "handler";

    private final Path root;
    private final Path copy;
    private final TriedFunction function;

    /** A copy of the repository at {@code root}, with only what the function needs. */
    public PatchedCopy(Path root, Path copy, TriedFunction function) {
        this.root = root;
        this.copy = copy;
        this.function = function;
    }

    /** The folder with the function's code. */
    Path handler() {
        return function.hasOwnDockerfile() ? copy.resolve(OWN_FOLDER) : function.handler();
    }

    /** The folder of the patched template. */
    public Path template() {
        return copy.resolve("template").resolve(function.language());
    }

    /**
     * Writes the copy to its folder.
     *
     * @param image the name of the image to build
     */
    public void write(Optional<Path> stackFile, String image, TryoutListener listener) {
        PatchSettings settings = PatchSettings.read(root, System.getenv(), Map.of());
        Project project = Project.open(root, Stack.find(root, stackFile), settings, listener);
        String name = function.hasOwnDockerfile() ? function.name() : function.language();
        List<Target> targets = project.targets(List.of(name), false);
        if (!project.missing(targets).isEmpty()) {
            listener.step("Fetching the template " + name);
        }
        List<TargetState> states = project.states(targets);
        states.forEach(PatchedCopy::refuse);
        project.refuseConflicts(states);
        copyExtraPaths();
        if (function.hasOwnDockerfile()) {
            patchHandler(states.get(0));
        } else {
            PatchPlan plan = project.plan(states);
            project.writeCopies(plan, copy, "");
        }
        states.forEach(state -> state.limits().forEach(listener::note));
        writeStack(image);
    }

    private static void refuse(TargetState state) {
        state.refusal().ifPresent(reason -> {
            throw new Problem(
                    state.target().folder(),
                    "it can't be traced: " + reason,
                    "see 'faas-trace status --explain', or write an overlay (start from 'faas-trace overlay eject')");
        });
    }

    /** The path of a build secret's file. */
    Path secret(String file) {
        return root.toAbsolutePath().resolve(file);
    }

    /** A copier that accepts links only if they lead into the repository, the handler or this copy. */
    FolderCopy copier() {
        return new FolderCopy(Stream.of(root.toAbsolutePath(), function.handler(), copy)
                .filter(Files::isDirectory)
                .toList());
    }

    private void patchHandler(TargetState state) {
        copier().contents(function.handler(), handler(), Set.of("build", "template"));
        PatchApplication.apply(state.pending(), handler(), copy.resolve(".journal"));
        Path settings = template().resolve("template.yml");
        try {
            Files.createDirectories(settings.getParent());
            Files.writeString(settings, "language: " + function.language() + "\n"); // faas-cli requires this file
        } catch (IOException e) {
            throw Problem.of(settings, e);
        }
    }

    /** Copies the paths in {@code configuration.copy}. They must be inside the repository, as for faas-cli. */
    private void copyExtraPaths() {
        for (String extra : function.extraPaths()) {
            Path inside = Path.of(extra).normalize();
            if (inside.isAbsolute()
                    || inside.startsWith("..")
                    || inside.toString().isEmpty()) {
                throw new Problem(
                        "configuration.copy", "'" + extra + "' is not inside this repository", "use a relative path");
            }
            copier().copy(root.resolve(inside), copy.resolve(inside));
        }
    }

    /** Writes the stack file as JSON, because JSON is also YAML. Variables have already been substituted. */
    private void writeStack(String image) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("lang", function.language());
        entry.put("handler", handler().toAbsolutePath().toString());
        entry.put("image", image);
        entry.put("build_args", function.buildArguments());
        entry.put("build_options", function.buildOptions());
        Map<String, Object> secrets = new LinkedHashMap<>();
        function.buildSecrets()
                .forEach((name, file) -> secrets.put(name, secret(file).toString()));
        entry.put("build_secrets", secrets);
        Map<String, Object> stack = new LinkedHashMap<>();
        stack.put("version", "1.0");
        stack.put("provider", Map.of("name", "openfaas"));
        stack.put("functions", Map.of(function.name(), entry));
        stack.put("configuration", Map.of("copy", function.extraPaths()));
        Path file = copy.resolve(STACK);
        try {
            Files.createDirectories(copy);
            Files.writeString(file, Json.write(stack));
        } catch (IOException e) {
            throw Problem.of(file, e);
        }
    }
}
