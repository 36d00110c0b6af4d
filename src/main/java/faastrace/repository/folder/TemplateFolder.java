package faastrace.repository.folder;

import faastrace.files.PlainFile;
import faastrace.files.WorkLock;
import faastrace.patch.Content;
import faastrace.patch.FileSteps;
import faastrace.patch.FolderWriter;
import faastrace.patch.Patch;
import faastrace.patch.RecoveryPolicy;
import faastrace.problem.Problem;
import faastrace.repository.git.EntryName;
import faastrace.repository.git.Progress;
import faastrace.template.Template;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A function repository's {@code template/} folder.
 *
 * <p>A pull is a patch: it is written completely or not at all. If a run is killed halfway, the next run undoes it.
 * Outside this folder, only {@code .faas-trace/} is ever written.
 */
public final class TemplateFolder {
    public static final String NAME = "template";

    /** A pattern for the names of temporary folders that earlier versions of faas-trace used for pulls. */
    private static final String EARLIER_PULLS = "pull-*";

    /** This file is written last, because a folder without it is not recognised as a template. */
    private static final String SEAL = "template.yml";

    private final Path project;
    private final FolderWriter writer;

    /**
     * @param project the folder that contains, or will contain, {@code template/}
     * @param progress is notified when this run waits for another run
     */
    public TemplateFolder(Path project, Progress progress) {
        this(project, FileSteps.NONE, progress);
    }

    TemplateFolder(Path project, FileSteps heard, Progress progress) {
        this.project = project;
        this.writer = new FolderWriter(project, progress::waiting, heard);
    }

    /**
     * Undoes the changes of a run of this user that was killed. Does nothing if there was no such run.
     *
     * @throws Problem if the journal was not left by a run of this user, or if the templates have been changed since
     */
    void recover() {
        refuseEarlierPull();
        writer.recover();
    }

    /**
     * Refuses leftovers of a pull by an earlier version. Those versions moved whole folders. Only a person can tell
     * whether such a folder is genuine or forged.
     */
    private void refuseEarlierPull() {
        Path ours = project.resolve(WorkLock.FOLDER);
        if (!PlainFile.isFolder(project, WorkLock.FOLDER)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(ours, EARLIER_PULLS)) {
            for (Path folder : left) {
                throw new Problem(
                        folder.toString(),
                        "an earlier version of faas-trace was killed during a pull and left this folder,"
                                + " or it came with the repository; it is not used",
                        "if its folder old/ contains templates that template/ lacks, move them back;"
                                + " then delete this folder");
            }
        } catch (IOException e) {
            throw Problem.of(ours, e);
        }
    }

    /**
     * Writes the templates. Existing files with the same paths are replaced. Other files in the same folders stay.
     *
     * @param overwrite whether the templates' folders may already exist
     * @throws Problem if the write fails. In that case, nothing was written, or everything was restored
     */
    public PullResult write(List<PullPlan> plans, boolean overwrite) {
        return write(plans, planned -> check(planned, overwrite));
    }

    /** Writes only those templates whose folders are missing. Some may have been created since the caller checked. */
    public PullResult writeMissing(List<PullPlan> plans) {
        return write(plans, planned -> {
            planned.keySet()
                    .removeIf(
                            name -> Files.isDirectory(project.resolve(NAME).resolve(name), LinkOption.NOFOLLOW_LINKS));
            check(planned, false);
        });
    }

    private PullResult write(List<PullPlan> plans, Consumer<Map<String, Template>> check) {
        Map<String, Template> planned = plan(plans);
        recover();
        check.accept(planned); // before anything is written
        return writer.alone(() -> {
            check.accept(planned); // again, now that no other run can write
            Patch patch = writer.making(contents(planned));
            List<PullResult.Folder> written =
                    planned.keySet().stream().map(name -> folder(name, patch)).toList();
            if (!patch.isEmpty()) {
                writer.apply(Patch.of(writer.ignoring()).then(patch), RecoveryPolicy.TAKE_BACK);
            }
            return new PullResult(written);
        });
    }

    /** Writes the templates of one repository. */
    public PullResult write(PullPlan plan, boolean overwrite) {
        return write(List.of(plan), overwrite);
    }

    private static Map<String, Content> contents(Map<String, Template> planned) {
        Map<String, Content> contents = new LinkedHashMap<>();
        Map<String, Content> last = new LinkedHashMap<>();
        planned.forEach((name, template) -> template.files().values().forEach(file -> {
            refuseFileName(name, file.path());
            (file.path().equals(SEAL) ? last : contents)
                    .put(path(name) + "/" + file.path(), new Content(file.bytes(), file.executable()));
        }));
        contents.putAll(last);
        return contents;
    }

    private static String path(String name) {
        return NAME + "/" + name;
    }

    private static void refuseFileName(String template, String path) {
        for (String name : path.split("/", -1)) {
            String reason = EntryName.reasonAgainst(name);
            if (reason != null) {
                throw new Problem(
                        path(template) + "/" + EntryName.visible(path),
                        "the name is refused: " + reason,
                        "rename or remove it");
            }
        }
    }

    private PullResult.Folder folder(String name, Patch patch) {
        String start = path(name) + "/";
        List<String> replaced = patch.changes().stream()
                .filter(change -> change.before() != null && change.path().startsWith(start))
                .map(change -> change.path().substring(start.length()))
                .filter(path -> !path.equals(TemplateMeta.FILE))
                .toList();
        return new PullResult.Folder(name, Files.isDirectory(project.resolve(path(name))), replaced);
    }

    private static Map<String, Template> plan(List<PullPlan> plans) {
        Map<String, Template> planned = new TreeMap<>();
        Clock clock = Clock.systemDefaultZone();
        for (PullPlan plan : plans) {
            var meta = TemplateMeta.file(plan.repository(), clock);
            for (Map.Entry<String, Template> entry : plan.folders().entrySet()) {
                checkName(entry.getKey());
                Template template = entry.getValue().with(Map.of(meta.path(), meta));
                if (planned.put(entry.getKey(), template) != null) {
                    throw new Problem(
                            path(entry.getKey()),
                            "two templates would be written to this folder",
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
                    path(EntryName.visible(name)),
                    "a template can't have this name: " + reason,
                    "choose another name for it");
        }
    }

    private void check(Map<String, Template> planned, boolean overwrite) {
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
                            : "this is a file, but a folder is needed here",
                    "replace it with a folder");
        }
    }
}
