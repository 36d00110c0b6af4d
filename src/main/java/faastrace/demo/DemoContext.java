package faastrace.demo;

import faastrace.problem.Problem;
import faastrace.project.stack.Stack;
import faastrace.template.Facts;
import faastrace.template.Template;
import faastrace.template.TemplateOnDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A function's build context, assembled as faas-cli does it: the template, with the handler in {@code function/}. */
final class DemoContext {
    private static final int BUILD_SECONDS = 120;
    private static final String AGENT = "faas-trace/faas-trace-agent";

    private final Path folder;
    private final Facts facts;

    private DemoContext(Path folder, Facts facts) {
        this.folder = folder;
        this.facts = facts;
    }

    static DemoContext of(Path root, String name) throws IOException {
        Stack.Function function = Stack.find(root, Optional.empty()).orElseThrow().functions().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow();
        Path folder = root.resolve("build").resolve(name);
        copy(root.resolve("template").resolve(function.language()), folder);
        copy(root.resolve(function.handler()), folder.resolve("function"));
        Template template = TemplateOnDisk.read(folder, name);
        return new DemoContext(folder, Facts.read(folder.toString(), template).orElseThrow());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                Files.createDirectories(target.getParent());
                Files.write(target, Files.readAllBytes(path));
                if (path.endsWith(AGENT) && !target.toFile().setExecutable(true)) {
                    throw new IOException(target + " can't be made executable");
                }
            }
        }
    }

    Path folder() {
        return folder;
    }

    Path agent() {
        return folder.resolve(AGENT);
    }

    /** Whether one process serves all requests over HTTP. Otherwise, each request is served by a new process. */
    boolean servesHttp() {
        return facts.mode().map(mode -> mode.value().equals("http")).orElse(false);
    }

    /** The function's process, without the agent's command that the patch adds before it. */
    String process() {
        String process = facts.process().orElseThrow().value();
        String prefix = "faas-trace-agent exec ";
        int end = process.indexOf(prefix);
        return end < 0 ? process : process.substring(end + prefix.length());
    }

    /** Runs the recipe's build command, if it has one. */
    void build(DemoRecipe recipe, Path log) throws IOException {
        if (recipe.build().isEmpty()) {
            return;
        }
        ProcessBuilder builder = new ProcessBuilder(recipe.build()).directory(folder.toFile());
        builder.environment().putAll(recipe.environment());
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process.getOutputStream().close();
        try {
            boolean ended = process.waitFor(BUILD_SECONDS, TimeUnit.SECONDS);
            if (!ended || process.exitValue() != 0) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                String what = ended ? "its build failed" : "its build did not end within " + BUILD_SECONDS + " s";
                throw new Problem(recipe.name(), what, "look at " + log);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new Problem(recipe.name(), "its build was interrupted", "run the demo again");
        }
    }

    /** The environment variables of a function's container that the agent and the watchdog script use. */
    Map<String, String> environment() {
        return Map.of(
                "mode",
                servesHttp() ? "http" : "",
                "fprocess",
                process(),
                "FAAS_TRACE_SAMPLE",
                "all",
                "FAAS_TRACE_RUNTIME_DIR",
                folder.resolve("faas-trace/runtime.d").toString());
    }

    /** The command line of the function's container. */
    List<String> command(Path watchdog) {
        return List.of(agent().toString(), "watchdog", "sh", watchdog.toString());
    }
}
