package faastrace.repository.folder;

import faastrace.problem.Problem;
import faastrace.repository.git.EntryName;
import faastrace.repository.git.Progress;
import faastrace.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A function repository's {@code template/} folder.
 *
 * <p>What is written lands whole or not at all: the folders are made ready beside it, then swapped by renames; a run
 * that was killed in between is undone by the next one. Nothing outside is ever written but {@code .faas-trace/}.
 */
public final class TemplateFolder {
    public static final String NAME = "template";

    private final Path project;
    private final FileSteps steps;
    private final Progress progress;

    /**
     * @param project the folder that holds, or will hold, {@code template/}
     * @param progress hears where another run is waited for
     */
    public TemplateFolder(Path project, Progress progress) {
        this(project, FileSteps.NONE, progress);
    }

    TemplateFolder(Path project, FileSteps steps, Progress progress) {
        this.project = project;
        this.steps = steps;
        this.progress = progress;
    }

    /**
     * Undoes what a killed run of this user left half done; does nothing where there is nothing.
     *
     * @throws Problem where no run of this user left it, or where somebody has changed the templates since
     */
    void recover() {
        if (Files.isDirectory(project.resolve(SwapArea.FOLDER), LinkOption.NOFOLLOW_LINKS)) {
            try (SwapArea area = SwapArea.open(project, FileSteps.NONE, progress::waiting)) {
                area.recover();
            } catch (IOException e) {
                throw Problem.of(project.resolve(SwapArea.FOLDER), e);
            }
        }
    }

    /**
     * Writes the templates. A file that is there already is replaced by the template's of the same path; the others in
     * its folder stay.
     *
     * @param overwrite whether a folder may exist already
     * @throws Problem before anything is written, or with everything as it was
     */
    public PullResult write(List<PullPlan> plans, boolean overwrite) {
        return write(plans, planned -> check(planned, overwrite));
    }

    /** Writes those of the templates whose folders are not there; they may have come since somebody looked. */
    public PullResult writeMissing(List<PullPlan> plans) {
        return write(plans, planned -> {
            planned.keySet()
                    .removeIf(
                            name -> Files.isDirectory(project.resolve(NAME).resolve(name), LinkOption.NOFOLLOW_LINKS));
            check(planned, false);
        });
    }

    private PullResult write(List<PullPlan> plans, Consumer<Map<String, StagedTemplate>> check) {
        Map<String, StagedTemplate> planned = plan(plans);
        recover();
        check.accept(planned); // before anything is written
        try (SwapArea area = SwapArea.open(project, steps, progress::waiting)) {
            area.recover();
            check.accept(planned); // again, now that no other run can write
            return planned.isEmpty() ? new PullResult(List.of()) : swap(area, planned);
        } catch (IOException e) {
            throw Problem.of(project.resolve(NAME), e);
        }
    }

    /** The same for the templates of one repository. */
    public PullResult write(PullPlan plan, boolean overwrite) {
        return write(List.of(plan), overwrite);
    }

    private PullResult swap(SwapArea area, Map<String, StagedTemplate> planned) throws IOException {
        FolderSwap swap = area.swap();
        List<PullResult.Folder> written = new ArrayList<>();
        try {
            for (Map.Entry<String, StagedTemplate> entry : planned.entrySet()) {
                Path existing = project.resolve(NAME).resolve(entry.getKey());
                written.add(entry.getValue().build(existing, swap.ready(entry.getKey()), steps));
            }
            swap.make(List.copyOf(planned.keySet()));
        } catch (IOException | RuntimeException e) {
            undo(swap, e);
            throw e;
        }
        swap.clean();
        return new PullResult(written);
    }

    private static void undo(FolderSwap swap, Exception failure) {
        try {
            swap.undo();
        } catch (IOException | RuntimeException e) {
            // The next run tries again; what failed first is what the user must hear.
            failure.addSuppressed(e);
        }
    }

    private Map<String, StagedTemplate> plan(List<PullPlan> plans) {
        Map<String, StagedTemplate> planned = new TreeMap<>();
        Clock clock = Clock.systemDefaultZone();
        for (PullPlan plan : plans) {
            var meta = TemplateMeta.file(plan.repository(), clock);
            for (Map.Entry<String, Template> entry : plan.folders().entrySet()) {
                checkName(entry.getKey());
                Template template = entry.getValue().with(Map.of(meta.path(), meta));
                if (planned.put(entry.getKey(), new StagedTemplate(entry.getKey(), template)) != null) {
                    throw new Problem(
                            NAME + "/" + entry.getKey(),
                            "two templates are to land in this folder",
                            "remove one of them from the list");
                }
            }
        }
        return planned;
    }

    private static void checkName(String name) {
        String reason = EntryName.reasonAgainst(name);
        if (reason != null) {
            throw new Problem(
                    NAME + "/" + EntryName.visible(name),
                    "a template can't have this name: " + reason,
                    "give it a plain name");
        }
    }

    private void check(Map<String, StagedTemplate> planned, boolean overwrite) {
        Path templates = project.resolve(NAME);
        refuseUnlessFolder(templates);
        List<String> existing = new ArrayList<>();
        for (String name : planned.keySet()) {
            refuseUnlessFolder(templates.resolve(name));
            if (Files.exists(templates.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                existing.add(name);
            }
        }
        if (!overwrite && !existing.isEmpty()) {
            throw new Problem(
                    templates.toString(),
                    "unable to overwrite the following: [" + String.join(" ", existing) + "]; nothing was written",
                    "leave out --overwrite=false, or move these folders away");
        }
    }

    private static void refuseUnlessFolder(Path path) {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new Problem(
                    path.toString(),
                    Files.isSymbolicLink(path)
                            ? "this is a symbolic link, and writing through it would change files elsewhere"
                            : "there is a file where a folder must be",
                    "replace it by a folder");
        }
    }
}
