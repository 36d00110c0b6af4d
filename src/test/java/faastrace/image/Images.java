package faastrace.image;

import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The base images of the examples' Dockerfiles, built without a registry, and images of the examples. */
final class Images implements AutoCloseable {
    private static final Path RESOURCES = Path.of("src/test/resources/image");
    private static final Path EXAMPLES = Path.of("examples");

    private final Podman podman;
    private final Path folder;
    private final Sandbox sandbox;
    private final Set<String> built = new HashSet<>();
    private Alpine alpine;

    Images(Podman podman, Path folder) throws IOException {
        this.podman = podman;
        this.folder = folder;
        sandbox = Sandbox.in(folder);
        podman.run("import", BaseImages.debian().toString(), "localhost/faas-trace-test/bootstrap");
        podman.build(RESOURCES.resolve("debian"), "docker.io/library/debian:bookworm-slim");
        Watchdogs.build(podman, folder);
        Sandbox.copy(EXAMPLES.resolve("functions"), sandbox.project());
        Sandbox.copy(EXAMPLES.resolve("templates/template"), sandbox.project().resolve("template"));
    }

    /** Builds the example with its unpatched template. */
    String original(Example example) throws IOException {
        return build(example, "original");
    }

    /** Builds the example with a template that faas-trace has patched. */
    String patched(Example example) throws IOException {
        original(example);
        Sandbox.Result result = sandbox.run("patch", example.template(), "--sample", "all");
        if (result.code() != 0) {
            throw new IOException(result.err());
        }
        return build(example, "patched");
    }

    private String build(Example example, String tag) throws IOException {
        String image = "localhost/faas-trace-test/" + example.function() + ":" + tag;
        if (built.add(image)) {
            if (example.template().startsWith("shell") && built.add("alpine")) {
                alpine = new Alpine(podman, folder);
            }
            podman.build(context(example, tag), image);
        }
        return image;
    }

    /**
     * Creates the build context as faas-cli does: a copy of the template's folder in which the function's handler
     * replaces the sample handler.
     */
    private Path context(Example example, String tag) {
        Path context = sandbox.project().resolve("build").resolve(example.function() + "-" + tag);
        Sandbox.copy(sandbox.template(example.template()), context);
        Sandbox.copy(sandbox.project().resolve(example.function()), context.resolve("function"));
        return context;
    }

    @Override
    public void close() {
        if (alpine != null) {
            alpine.close();
        }
    }
}
