package faastrace.repository.git;

import faastrace.problem.Problem;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.eclipse.jgit.lib.FileMode;

/**
 * Reads the folders under {@code template/} as faas-cli would copy them. Symbolic links are followed. Submodules are
 * left out. So are files and links directly under {@code template/}.
 */
final class TemplateReader {
    private final RepositoryTree tree;
    private final FetchLimits limits;
    private final Progress progress;

    /** The paths of the folders that are being read. A folder that contains itself is a cycle. */
    private final Deque<String> open = new ArrayDeque<>();

    private int visited;
    private long bytes;

    private TemplateReader(RepositoryTree tree, FetchLimits limits, Progress progress) {
        this.tree = tree;
        this.limits = limits;
        this.progress = progress;
    }

    static List<Template> read(CommitSnapshot snapshot, Reference reference, FetchLimits limits, Progress progress)
            throws IOException {
        try (RepositoryTree tree = new RepositoryTree(snapshot, reference)) {
            return new TemplateReader(tree, limits, progress).templates();
        }
    }

    private List<Template> templates() throws IOException {
        RepositoryTree.Place folder = tree.find("template");
        if (folder == null || !folder.isFolder()) {
            throw tree.problem(
                    "template", "the repository has no such folder", "check that the URL names a template repository");
        }
        List<Template> templates = new ArrayList<>();
        for (RepositoryTree.Place place : tree.list(folder)) {
            if (place.isFolder()) {
                List<TemplateFile> files = new ArrayList<>();
                read(place, "", files);
                templates.add(Template.of(place.name(), files));
            }
        }
        // Git sorts folders as if their names ended in a slash.
        templates.sort(Comparator.comparing(Template::name));
        return templates;
    }

    private void read(RepositoryTree.Place folder, String prefix, List<TemplateFile> files) throws IOException {
        if (open.contains(folder.path()) || open.size() >= limits.depth()) {
            throw tree.problem(
                    folder.path(),
                    open.contains(folder.path())
                            ? "symbolic links lead in a circle"
                            : "the folder is nested too deeply",
                    "remove the folder, or the links to it, from the repository");
        }
        open.push(folder.path());
        for (RepositoryTree.Place entry : tree.list(folder)) {
            visit(entry);
            RepositoryTree.Place target = entry.isLink() ? tree.follow(entry) : entry;
            if (target.isFolder()) {
                read(target, prefix + entry.name() + "/", files);
            } else if (target.isFile()) {
                files.add(file(target, prefix + entry.name()));
            }
        }
        open.pop();
    }

    private TemplateFile file(RepositoryTree.Place place, String path) throws IOException {
        byte[] content = tree.content(place, limits.fileBytes());
        count(place, content.length);
        return new TemplateFile(path, content, place.mode() == FileMode.EXECUTABLE_FILE);
    }

    private void count(RepositoryTree.Place place, int size) {
        bytes += size;
        if (bytes > limits.totalBytes()) {
            throw tooMuch(place, limits.totalBytes() + " bytes");
        }
    }

    private void visit(RepositoryTree.Place place) {
        if (++visited > limits.files()) {
            throw tooMuch(place, limits.files() + " files and folders");
        }
        progress.step("Reading templates", visited, -1);
    }

    private Problem tooMuch(RepositoryTree.Place place, String what) {
        return tree.problem(
                place.path(),
                "the templates contain more than " + what,
                "check the URL and the repository's symbolic links");
    }
}
