package faastrace.demo;

import faastrace.document.Value;
import faastrace.document.Yaml;
import faastrace.files.BundledFiles;
import faastrace.problem.Problem;
import faastrace.repository.folder.PullPlan;
import faastrace.repository.folder.TemplateFolder;
import faastrace.repository.git.FetchedRepository;
import faastrace.repository.git.Progress;
import faastrace.repository.git.Reference;
import faastrace.template.LosslessText;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The examples that come with faas-trace, and {@code demo.yml}, which describes how to run them. */
public final class DemoFiles {
    private static final String FUNCTIONS = "functions/";
    private static final String TEMPLATES = "templates/template/";

    private final SortedMap<String, byte[]> files;
    private final Value demo;

    private DemoFiles(SortedMap<String, byte[]> files) {
        this.files = files;
        this.demo = Yaml.read("examples/demo.yml", LosslessText.decode(file("demo.yml")));
    }

    /** Reads the examples in the jar. */
    public static DemoFiles read() {
        return new DemoFiles(BundledFiles.files("examples/"));
    }

    /** The content of a file that is always in the jar. */
    private byte[] file(String name) {
        return Objects.requireNonNull(files.get(name), name);
    }

    /** The functions to run, in the order of {@code demo.yml}. */
    public List<DemoRecipe> recipes() {
        return demo.require("functions").items().stream().map(DemoRecipe::of).toList();
    }

    /** The number of requests for each function. */
    public int requests() {
        return demo.require("requests").number(1, 100);
    }

    /** Messages about missing programs that all functions need, with the packages to install. */
    public List<String> missing() {
        Map<String, String> means = new TreeMap<>();
        demo.require("means").fields().forEach((program, packages) -> means.put(program, packages.text()));
        return DemoRecipe.missing(means);
    }

    /** Writes the script that replaces the watchdog. */
    void writeWatchdog(Path file) {
        write(file, file("demo-watchdog.sh"));
    }

    /** Writes the example function repository. */
    public void writeFunctions(Path root) {
        files.forEach((path, bytes) -> {
            if (path.startsWith(FUNCTIONS)) {
                write(root.resolve(path.substring(FUNCTIONS.length())), bytes);
            }
        });
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw Problem.of(file, e);
        }
    }

    /** Pulls the embedded template repository into {@code template/} and returns the templates' names. */
    public List<String> pull(Path root) {
        FetchedRepository repository = new FetchedRepository(new Reference("embedded", null), digest(), templates());
        return new TemplateFolder(root, Progress.NONE)
                .write(PullPlan.all(repository), false)
                .names();
    }

    private List<Template> templates() {
        SortedMap<String, List<TemplateFile>> byName = new TreeMap<>();
        files.forEach((path, bytes) -> {
            if (path.startsWith(TEMPLATES)) {
                String[] parts = path.substring(TEMPLATES.length()).split("/", 2);
                byName.computeIfAbsent(parts[0], name -> new ArrayList<>())
                        .add(new TemplateFile(parts[1], bytes, false));
            }
        });
        return byName.entrySet().stream()
                .map(entry -> Template.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** A digest of the files, used in place of a repository's commit. */
    private String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            files.forEach((path, bytes) -> digest.update(bytes));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
