package faastrace.image;

import faastrace.Means;
import faastrace.agent.GoCopy;
import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The base images of templates on Alpine, and functions built from templates that faas-trace has patched. Node and
 * Python are built for Alpine's C library. Go is this machine's Go.
 */
final class AlpineImages implements AutoCloseable {
    private static final String GOLANG = """
            FROM docker.io/library/alpine:3.22.2
            COPY root/ /
            ENV GOROOT=/opt/go PATH=/opt/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin GOTOOLCHAIN=local GOFLAGS=-buildvcs=false
            """;
    private static final String NODE = """
            FROM docker.io/library/alpine:3.22.2
            COPY . /
            RUN addgroup -g 1000 node && adduser -u 1000 -G node -s /bin/sh -D node
            """;
    private static final String PYTHON = """
            FROM docker.io/library/alpine:3.22.2
            COPY . /
            """;
    /** Copies the libraries of this machine that a program needs. There are no files with these paths in Alpine. */
    private static final String COPY_LIBRARIES =
            "ldd \"$1\" | grep -o '/[^ ]*' | while read -r file; do install -D \"$file\" \"$2$file\"; done";

    private final Podman podman;
    private final Path folder;
    private final Sandbox sandbox;
    private final Alpine alpine;
    private final List<String> volumes = new ArrayList<>();

    AlpineImages(Podman podman, Path folder) throws IOException {
        Means.require("go", "gcc");
        this.podman = podman;
        this.folder = folder;
        sandbox = Sandbox.in(folder);
        alpine = new Alpine(podman, folder);
        Watchdogs.build(podman, folder);
        golang();
        unpacked("node", "docker.io/library/node:22-alpine", NODE);
        unpacked("python", "docker.io/library/python:3.13-alpine", PYTHON);
        for (AlpineTemplate template : AlpineTemplate.values()) {
            template.sources().forEach(source -> Sandbox.copy(source, sandbox.template(template.template())));
        }
    }

    private void golang() throws IOException {
        Path context = Files.createDirectories(folder.resolve("golang"));
        Path root = Path.of(Program.run("go", "env", "GOROOT").strip());
        Program.run("sh", "-c", COPY_LIBRARIES, "sh", root.resolve("bin/go").toString(), context + "/root");
        Files.createDirectories(context.resolve("root"));
        GoCopy.make(root, context.resolve("root/opt/go"));
        Files.writeString(context.resolve("Dockerfile"), GOLANG);
        podman.build(context, "docker.io/library/golang:1.25-alpine");
        // Debian's Go consists of two folders connected by links.
        for (Path shared : List.of(root, root.resolve("src").toRealPath().getParent())) {
            volumes.addAll(List.of("--volume", shared + ":" + shared + ":ro"));
        }
        volumes.addAll(List.of("--volume", Program.run("go", "env", "GOCACHE").strip() + ":/root/.cache/go-build"));
    }

    /** Builds an image from a folder that {@code .ci/alpine} creates. */
    private void unpacked(String language, String tag, String dockerfile) throws IOException {
        Path file = Files.writeString(folder.resolve(language + ".Dockerfile"), dockerfile);
        Path context = Path.of(Means.program("alpine")).resolveSibling(language);
        if (!Files.exists(context)) {
            Means.missing(language + " for Alpine", "run .ci/alpine as .ci/run does");
        }
        podman.build(context, tag, "--file", file.toString());
    }

    /** Sets the packages that {@code apk} finds in builds from now on. */
    void offers(Alpine.Offer offer) {
        alpine.offers(offer);
    }

    /** Patches the template, builds its function and returns the build's output. */
    String build(AlpineTemplate template, String image) throws IOException {
        Sandbox.Result result = sandbox.run("patch", template.template());
        if (result.code() != 0) {
            throw new IOException(result.err());
        }
        Path context = Files.createTempDirectory(folder, "context");
        Sandbox.copy(sandbox.template(template.template()), context);
        Sandbox.copy(template.handler(), context.resolve("function"));
        if (template == AlpineTemplate.SHELL) {
            String burn = context.resolve("function/burn").toString();
            String source = Alpine.RESOURCES.resolve("burn.c").toString();
            Program.run("gcc", "-static", "-O1", "-fno-omit-frame-pointer", "-o", burn, source);
        }
        List<String> options = new ArrayList<>(volumes);
        options.add("--no-cache");
        return podman.build(context, image, options.toArray(String[]::new));
    }

    @Override
    public void close() {
        alpine.close();
    }
}
