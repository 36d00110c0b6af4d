package faastrace.repository.folder;

import faastrace.repository.git.FetchedRepository;
import faastrace.repository.git.Progress;
import faastrace.repository.git.Reference;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Writes templates to an empty project, and lists its files. */
abstract class TemplateFolderFixture {
    static final String SHA = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path project;

    PullResult write(PullPlan landing, boolean overwrite) {
        return new TemplateFolder(project, Progress.NONE).write(landing, overwrite);
    }

    static PullPlan all(FetchedRepository repository) {
        return PullPlan.all(repository);
    }

    static FetchedRepository repository(String ref, Template... templates) {
        return new FetchedRepository(new Reference("https://user:s3cret@host/t", ref), SHA, List.of(templates));
    }

    static Template template(String name, TemplateFile... files) {
        return Template.of(name, List.of(files));
    }

    void put(String path, String text) throws IOException {
        Files.createDirectories(project.resolve(path).getParent());
        Files.writeString(project.resolve(path), text);
    }

    List<String> leftovers() throws IOException {
        if (!Files.exists(project.resolve(".faas-trace"))) {
            return List.of();
        }
        try (Stream<Path> left = Files.list(project.resolve(".faas-trace"))) {
            return left.map(path -> path.getFileName().toString())
                    .filter(name -> !name.equals(".gitignore") && !name.equals("work.lock"))
                    .toList();
        }
    }

    Map<String, String> files(String folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        Path root = project.resolve(folder);
        if (Files.exists(root)) {
            try (Stream<Path> paths = Files.walk(root)) {
                for (Path path : paths.filter(at -> !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS))
                        .toList()) {
                    boolean link = Files.isSymbolicLink(path);
                    String name = root.relativize(path).toString();
                    files.put(
                            name,
                            link
                                    ? "-> " + Files.readSymbolicLink(path)
                                    : new String(
                                            Files.readAllBytes(path), java.nio.charset.StandardCharsets.ISO_8859_1));
                }
            }
        }
        return files;
    }
}
