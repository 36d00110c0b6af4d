package faastrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.StoredConfig;

/**
 * A function repository and a template repository in temporary folders. Tests run commands in the function repository.
 */
public final class Sandbox {
    /** The golden cases. Each case has a folder {@code before}, which is a template in one of OpenFaaS's layouts. */
    public static final Path CASES = Path.of("src/test/resources/patches");

    private final Path project;
    private final Path upstream;

    /** The exit code, standard output and standard error of a command. */
    public record Result(int code, String out, String err) {}

    private Sandbox(Path project, Path upstream) {
        this.project = project;
        this.upstream = upstream;
    }

    /** Creates an empty function repository and an empty folder for the template repository in this folder. */
    public static Sandbox in(Path folder) {
        try {
            Path project = Files.createDirectories(folder.resolve("project"));
            Path upstream = Files.createDirectories(folder.resolve("upstream"));
            return new Sandbox(project, upstream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path project() {
        return project;
    }

    public Path upstream() {
        return upstream;
    }

    public Path template(String name) {
        return project.resolve("template").resolve(name);
    }

    /** Runs a command in the function repository. */
    public Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(project, new PrintWriter(out), new PrintWriter(err), arguments);
        return new Result(code, out.toString(), err.toString());
    }

    /** Adds the template of a golden case to the template repository without committing it. */
    public Sandbox upstream(String golden, String name) {
        copy(
                CASES.resolve(golden).resolve("before"),
                upstream.resolve("template").resolve(name));
        return this;
    }

    /**
     * Adds the templates of these golden cases to the template repository and commits them. Also writes a stack file
     * that uses them. The templates are named after the cases.
     */
    public Sandbox upstreamAndStack(String... names) {
        for (String name : names) {
            upstream(name, name);
        }
        stack(names);
        commit();
        return this;
    }

    /** Adds the template of a golden case to the function repository, as if it had been pulled. */
    public Sandbox local(String golden, String name) {
        copy(CASES.resolve(golden).resolve("before"), template(name));
        return this;
    }

    /** Commits all files of the template repository and returns the commit's id. */
    public String commit() {
        try (Git git = Git.init()
                .setDirectory(upstream.toFile())
                .setInitialBranch("master")
                .call()) {
            StoredConfig config = git.getRepository().getConfig();
            config.setBoolean("core", null, "autocrlf", false);
            config.save();
            git.add().addFilepattern(".").call();
            return git.commit()
                    .setMessage("templates")
                    .setAuthor("somebody", "somebody@example.com")
                    .setCommitter("somebody", "somebody@example.com")
                    .setSign(false)
                    .call()
                    .name();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GitAPIException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Creates a tag in the template repository. */
    public void tag(String name) {
        try (Git git = Git.open(upstream.toFile())) {
            git.tag().setName(name).setAnnotated(false).call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GitAPIException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Writes a stack file with one function, named {@code fn-LANG}, for each of these templates of the template
     * repository.
     */
    public Sandbox stack(String... languages) {
        StringBuilder text = new StringBuilder("provider: {name: openfaas}\nfunctions:\n");
        for (String language : languages) {
            String name = "fn-" + language.replaceAll("[^a-z0-9]", "-");
            text.append("  ")
                    .append(name)
                    .append(": {lang: '")
                    .append(language)
                    .append("', handler: ./")
                    .append(name);
            text.append(", image: ").append(name).append("}\n");
        }
        text.append("configuration:\n  templates:\n");
        for (String language : languages) {
            text.append("    - {name: '")
                    .append(language)
                    .append("', source: 'file://")
                    .append(upstream)
                    .append("'}\n");
        }
        return write("stack.yaml", text.toString());
    }

    /** Writes a file in the function repository. */
    public Sandbox write(String path, String text) {
        write(project.resolve(path), text);
        return this;
    }

    /** Writes a file in the template repository. */
    public Sandbox upstreamFile(String path, String text) {
        write(upstream.resolve(path), text);
        return this;
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a file in the function repository. */
    public String read(String path) {
        try {
            return Files.readString(project.resolve(path), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Copies a folder over another one as faas-cli does, without deleting anything that exists only in the other one.
     */
    public static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted().toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.deleteIfExists(target);
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void delete(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything below a folder: names, file types, executable bits and content. */
    public static Map<String, String> snapshot(Path folder) {
        Map<String, String> tree = new TreeMap<>();
        if (!Files.exists(folder)) {
            return tree;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                tree.put(folder.relativize(file).toString(), describe(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tree;
    }

    private static String describe(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            return "link " + Files.readSymbolicLink(file);
        }
        if (Files.isDirectory(file)) {
            return "folder";
        }
        return (Files.isExecutable(file) ? "x " : "f ") + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }

    /** Everything in the function repository. */
    public Map<String, String> snapshot() {
        return snapshot(project);
    }

    /** The files of the templates, without faas-trace's own files and {@code meta.json}. */
    public Map<String, String> templates() {
        Map<String, String> tree = snapshot(project.resolve("template"));
        tree.keySet().removeIf(path -> path.endsWith("meta.json"));
        return tree;
    }

    /** The names of the golden cases. */
    public static List<String> golden() {
        List<String> names = new ArrayList<>();
        try (Stream<Path> folders = Files.list(CASES)) {
            folders.map(folder -> folder.getFileName().toString()).sorted().forEach(names::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }
}
