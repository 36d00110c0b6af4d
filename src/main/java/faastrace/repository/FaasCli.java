package faastrace.repository;

import faastrace.files.PlainFile;
import faastrace.problem.Problem;
import faastrace.repository.folder.TemplateFolder;
import faastrace.repository.folder.TemplateMeta;
import faastrace.repository.git.GitUrl;
import faastrace.repository.git.Reference;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pulls with an installed faas-cli. faas-cli runs the git command, so git's logins and ssh work. The shortcomings of
 * faas-cli apply, too.
 */
public final class FaasCli {
    private static final int MOST_BYTES = 4 << 20;

    private final Path binary;
    private final Path project;

    /** @param project the folder that contains, or will contain, {@code template/} */
    public FaasCli(Path binary, Path project) {
        this.binary = binary;
        this.project = project.toAbsolutePath();
    }

    /**
     * Runs {@code faas-cli template pull}.
     *
     * @param output receives each line that faas-cli prints, without credentials
     * @return the folders that faas-cli wrote under {@code template/}
     * @throws Problem if faas-cli can't be run or fails; files that faas-cli has written are kept
     */
    public List<String> pull(Reference reference, boolean overwrite, Consumer<String> output) {
        String address = reference.url() + (reference.ref() == null ? "" : "#" + reference.ref());
        return run(List.of(address), overwrite, reference.url(), output);
    }

    /** Runs {@code faas-cli template pull stack} in the same way. */
    public List<String> pullStack(@Nullable Path file, boolean overwrite, Consumer<String> output) {
        List<String> arguments = file == null ? List.of("stack") : List.of("stack", "--yaml", file.toString());
        return run(arguments, overwrite, "", output);
    }

    /**
     * The names of the templates that are in {@code template/} now. A pull may replace any of them.
     *
     * @throws Problem if the folder can't be read
     */
    public static List<String> existing(Path project) {
        try {
            return List.copyOf(new FaasCli(Path.of(""), project).metas().keySet());
        } catch (IOException e) {
            throw Problem.of(project.resolve(TemplateFolder.NAME), e);
        }
    }

    private List<String> run(List<String> arguments, boolean overwrite, String url, Consumer<String> output) {
        List<String> command = new ArrayList<>(List.of(binary.toString(), "template", "pull"));
        command.addAll(arguments);
        command.add("--overwrite=" + overwrite);
        try {
            Map<String, byte[]> before = metas();
            int exit = run(command, url, output);
            List<String> written = written(before, url);
            if (exit != 0) {
                throw new Problem(binary.toString(), "faas-cli failed with exit code " + exit, "see its output above");
            }
            return written;
        } catch (IOException e) {
            throw new Problem(binary.toString(), "faas-cli can't be run", "give the path of the faas-cli binary", e);
        }
    }

    private int run(List<String> command, String url, Consumer<String> output) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.accept(GitUrl.redact(line, url));
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            process.destroy();
        }
    }

    /**
     * The names of the templates that a pull has written. A pull writes the current time into a template's meta.json,
     * so these are the templates whose meta.json has changed.
     */
    private List<String> written(Map<String, byte[]> before, String url) throws IOException {
        List<String> written = new ArrayList<>();
        for (Map.Entry<String, byte[]> meta : metas().entrySet()) {
            if (!Arrays.equals(before.get(meta.getKey()), meta.getValue())) {
                written.add(meta.getKey());
                redact(metaFile(meta.getKey()), new String(meta.getValue(), StandardCharsets.UTF_8), url);
            }
        }
        return written;
    }

    private static void redact(Path file, String text, String url) throws IOException {
        String redacted = GitUrl.redact(text, url);
        if (!redacted.equals(text)) {
            Files.writeString(file, redacted);
        }
    }

    private Map<String, byte[]> metas() throws IOException {
        Map<String, byte[]> metas = new TreeMap<>();
        Path templates = project.resolve(TemplateFolder.NAME);
        if (Files.isDirectory(templates)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(templates)) {
                for (Path folder : folders) {
                    String name = folder.getFileName().toString();
                    if (Files.isRegularFile(metaFile(name), LinkOption.NOFOLLOW_LINKS)) {
                        metas.put(name, PlainFile.read(metaFile(name).toString(), metaFile(name), MOST_BYTES));
                    }
                }
            }
        }
        return metas;
    }

    private Path metaFile(String name) {
        return project.resolve(TemplateFolder.NAME).resolve(name).resolve(TemplateMeta.FILE);
    }
}
