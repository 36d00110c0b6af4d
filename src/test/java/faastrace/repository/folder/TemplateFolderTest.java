package faastrace.repository.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.files.WorkLock;
import faastrace.patch.FileSteps;
import faastrace.problem.Problem;
import faastrace.repository.git.FetchedRepository;
import faastrace.repository.git.Progress;
import faastrace.repository.git.Reference;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateFolderTest {
    private static final String SHA = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path project;

    @Test
    void templatesLandWithTheirBytesRunBitsAndMeta() throws IOException {
        TemplateFile run = new TemplateFile("bin/run.sh", new byte[] {0, -1, 13, 10}, true);
        PullResult written = write(all(repository(null, template("go", TemplateFile.of("a", "one"), run))), true);

        assertThat(written.folders()).containsExactly(new PullResult.Folder("go", false, List.of()));
        assertThat(files("template")).containsOnlyKeys("go/a", "go/bin/run.sh", "go/meta.json");
        assertThat(project.resolve("template/go/bin/run.sh"))
                .hasBinaryContent(run.bytes())
                .isExecutable();
        assertThat(mode("template/go/a")).isEqualTo("rw-r--r--");
        assertThat(mode("template/go/meta.json")).isEqualTo("rw-r--r--");
        assertThat(project.resolve("template/go/meta.json"))
                .content()
                .matches("\\{\"repository\":\"https://host/t\",\"sha\":\"" + SHA
                        + "\",\"written_at\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?"
                        + "(Z|[+-]\\d\\d:\\d\\d)\"}");
    }

    @Test
    void aRefNamesTheFolderAndStandsInTheMeta() throws IOException {
        PullResult written = write(all(repository("1.0", template("go"))), true);
        assertThat(written.names()).containsExactly("go@1.0");
        assertThat(Files.readString(project.resolve("template/go@1.0/meta.json")))
                .contains(",\"ref_name\":\"1.0\",");
    }

    @Test
    void aRefThatWouldNameAFolderInAFolderIsRefused() {
        assertThatThrownBy(() -> all(repository("feature/x", template("go"))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("NAME@REF")
                .hasMessageContaining("#sha-");
    }

    @Test
    void filesAreReplacedAndTheUsersOwnStay() throws IOException {
        put("template/go/a", "mine");
        put("template/go/same", "same");
        put("template/go/own/extra", "kept");
        put("template/go/meta.json", "{}");
        put("template/other/b", "kept");
        Files.createSymbolicLink(project.resolve("template/go/link"), Path.of("own/extra"));
        Files.setPosixFilePermissions(project.resolve("template/go/own"), PosixFilePermissions.fromString("rwx------"));

        PullResult written = write(
                all(repository(null, template("go", TemplateFile.of("a", "theirs"), TemplateFile.of("same", "same")))),
                true);

        assertThat(written.folders()).containsExactly(new PullResult.Folder("go", true, List.of("a")));
        assertThat(files("template"))
                .containsEntry("go/a", "theirs")
                .containsEntry("go/same", "same")
                .containsEntry("go/own/extra", "kept")
                .containsEntry("go/link", "-> own/extra")
                .containsEntry("other/b", "kept");
        assertThat(mode("template/go/own")).isEqualTo("rwx------");
        assertThat(project.resolve(".faas-trace/.gitignore")).hasContent("*\n");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aLinkInTheTemplateIsReplacedAndNotWrittenThrough() throws IOException {
        put("outside", "untouched");
        put("template/go/x", "");
        Files.createSymbolicLink(project.resolve("template/go/a"), project.resolve("outside"));
        write(all(repository(null, template("go", TemplateFile.of("a", "theirs")))), true);
        assertThat(project.resolve("outside")).hasContent("untouched");
        assertThat(project.resolve("template/go/a")).hasContent("theirs");
    }

    @Test
    void withoutOverwriteNothingIsWrittenWhereOneExists() throws IOException {
        put("template/go/a", "mine");
        Map<String, String> before = files("");
        PullPlan landing = all(repository(null, template("go"), template("node")));
        assertThatThrownBy(() -> write(landing, false)).hasMessageContaining("unable to overwrite the following: [go]");
        assertThat(files("")).isEqualTo(before);
        assertThat(write(all(repository("1.0", template("go"))), false).names()).containsExactly("go@1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"template", "template/go", "template/go/sub", ".faas-trace"})
    void aLinkOnTheWayIsRefusedAndNamed(String link) throws IOException {
        Path elsewhere = Files.createDirectories(project.resolve("elsewhere"));
        Files.createDirectories(project.resolve(link).getParent());
        Files.createSymbolicLink(project.resolve(link), elsewhere);
        assertThatThrownBy(() -> write(all(repository(null, template("go", TemplateFile.of("sub/a", "x")))), true))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(link);
        assertThat(elsewhere).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "a/b", "../x", "/x", "a\\b", "a\nb", ".git", "a\0b"})
    void aFolderCanHaveNoSuchName(String name) throws IOException {
        FetchedRepository repository = repository(null, template("go"));
        assertThatThrownBy(() -> write(PullPlan.one(repository, "go", name), true))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("can't have this name");
        assertThat(files("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "/x", ".git/hooks/x", "a\0b", "a//b"})
    void aFileCanHaveNoSuchName(String path) throws IOException {
        assertThatThrownBy(() -> write(all(repository(null, template("go", TemplateFile.of(path, "x")))), true))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("the name is refused");
        assertThat(files("template")).isEmpty();
        assertThat(project.resolve("x")).doesNotExist();
    }

    @Test
    void aFileWhereTheTemplateHasAFolderIsRefusedAndTheOtherWayRound() throws IOException {
        put("template/go/a", "file");
        put("template/go/b/c", "folder");
        Map<String, String> before = files("template");
        assertThatThrownBy(() -> write(all(repository(null, template("go", TemplateFile.of("a/x", "")))), true))
                .hasMessageContaining("template/go/a/x");
        assertThatThrownBy(() -> write(all(repository(null, template("go", TemplateFile.of("b", "")))), true))
                .hasMessageContaining("template/go/b");
        assertThat(files("template")).isEqualTo(before);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aSecondRunSaysThatItWaitsAndThenWrites() throws IOException {
        WorkLock first = WorkLock.exclusive(project, waiting -> {});
        List<String> told = new ArrayList<>();
        Progress progress = new Progress() {
            @Override
            public void step(String what, long done, long total) {}

            @Override
            public void waiting(String sentence) {
                told.add(sentence);
                first.close();
            }
        };
        new TemplateFolder(project, progress).write(all(repository(null, template("go"))), true);
        assertThat(told).containsExactly("Waiting for another faas-trace that is running here.");
        assertThat(project.resolve("template/go")).isDirectory();
    }

    @Test
    void whatAnotherRunHasPulledMeanwhileIsNotMissingAnyMore() throws IOException {
        put("template/go/a", "theirs");
        PullResult written = new TemplateFolder(project, Progress.NONE)
                .writeMissing(List.of(all(repository(null, template("go"), template("node")))));
        assertThat(written.names()).containsExactly("node");
        assertThat(project.resolve("template/go/a")).hasContent("theirs");
    }

    /** An error that simulates a kill. No code catches it, so nothing is cleaned up. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    @Test
    void aRunKilledBeforeAnyStepLandsWholeOrNotAtAll(@TempDir Path room) throws IOException {
        int steps = checkEveryStep(room, true);
        assertThat(steps).isGreaterThan(20);
    }

    @Test
    void aFailureAtAnyStepLeavesEverythingAsItWas(@TempDir Path room) throws IOException {
        checkEveryStep(room, false);
    }

    /** Is called before each step on the disk. It can throw an exception, as if the step had failed. */
    private interface Step {
        void before(String what) throws IOException;
    }

    private static FileSteps before(Step step) {
        return new FileSteps() {
            @Override
            public void before(String what) throws IOException {
                step.before(what);
            }
        };
    }

    private static FileSteps killBefore(String... parts) {
        return before(what -> {
            if (Stream.of(parts).allMatch(what::contains)) {
                throw new Killed();
            }
        });
    }

    private int checkEveryStep(Path room, boolean killed) throws IOException {
        for (int step = 1; ; step++) {
            project = Files.createDirectory(room.resolve("run-" + step));
            put("template/go/a", "before");
            put("template/go/extra", "kept");
            put("template/zig/a", "before");
            boolean failed = failsAt(step, killed);
            new TemplateFolder(project, Progress.NONE).recover();
            Map<String, String> after = files("template");
            boolean whole = after.get("go/a").equals("after");
            assertThat(after).as("step %s", step).containsEntry("go/extra", "kept");
            assertThat(after.get("zig/a")).as("step %s", step).isEqualTo(whole ? "after" : "before");
            assertThat(after.containsKey("new/a")).as("step %s", step).isEqualTo(whole);
            assertThat(leftovers()).as("step %s", step).isEmpty();
            assertThat(Files.exists(project.resolve("template/new"))).isEqualTo(whole);
            if (!failed) {
                assertThat(whole).isTrue();
                return step;
            }
        }
    }

    private boolean failsAt(int step, boolean killed) {
        int[] count = {0};
        FileSteps steps = before(what -> {
            if (++count[0] == step) {
                if (killed) {
                    throw new Killed();
                }
                throw new IOException("failed at " + what);
            }
        });
        try {
            new TemplateFolder(project, steps, Progress.NONE).write(threeTemplates(), true);
            return false;
        } catch (Killed | Problem expected) {
            return true;
        }
    }

    @Test
    void anUndoThatIsKilledIsUndoneByTheNextRun(@TempDir Path room) throws IOException {
        for (int undoStep = 1; undoStep < 12; undoStep++) {
            project = Files.createDirectory(room.resolve("run-" + undoStep));
            put("template/go/a", "before");
            put("template/zig/a", "before");
            killAtFinish();
            int kill = undoStep;
            int[] count = {0};
            FileSteps steps = before(what -> {
                if (++count[0] == kill) {
                    throw new Killed();
                }
            });
            try {
                new TemplateFolder(project, steps, Progress.NONE).recover();
            } catch (Killed expected) {
                // The next recovery continues.
            }
            new TemplateFolder(project, Progress.NONE).recover();
            assertThat(files("template"))
                    .as("step %s", undoStep)
                    .containsOnlyKeys("go/a", "zig/a")
                    .containsEntry("go/a", "before")
                    .containsEntry("zig/a", "before");
            assertThat(leftovers()).isEmpty();
        }
    }

    private void killAtFinish() {
        try {
            new TemplateFolder(project, killBefore("delete", "journal"), Progress.NONE).write(threeTemplates(), true);
        } catch (Killed expected) {
            assertThat(project.resolve("template/new/a")).hasContent("after");
        }
    }

    @Test
    void whatAKilledRunReplacedComesBack() throws IOException {
        put("template/go/a", "before");
        try {
            new TemplateFolder(project, killBefore("move", "zig/a"), Progress.NONE).write(threeTemplates(), true);
        } catch (Killed expected) {
            assertThat(project.resolve("template/go/a")).hasContent("after");
        }
        assertThatThrownBy(() -> write(threeTemplates(), false)).hasMessageContaining("[go]");
        assertThat(project.resolve("template/go/a")).hasContent("before");
    }

    @Test
    void aLinkThatAKilledRunReplacedComesBack() throws IOException {
        put("template/go/own", "mine");
        Files.createSymbolicLink(project.resolve("template/go/a"), Path.of("own"));
        Map<String, String> before = files("template");
        killAtFinish();
        assertThat(files("template")).containsEntry("go/a", "after").containsEntry("go/own", "mine");
        new TemplateFolder(project, Progress.NONE).recover();
        assertThat(files("template")).isEqualTo(before);
    }

    @Test
    void whatIsEditedAfterAKillIsNotLost() throws IOException {
        put("template/go/a", "before");
        killAtFinish();
        put("template/go/a", "mine");
        Map<String, String> before = files("");
        assertThatThrownBy(() -> write(threeTemplates(), true)).hasMessageContaining("template/go/a");
        assertThat(files("")).isEqualTo(before);
    }

    @Test
    void whatMakesAFolderATemplateComesLast() {
        List<String> moved = new ArrayList<>();
        FileSteps steps = before(what -> {
            if (what.startsWith("move to ")) {
                moved.add(project.relativize(Path.of(what.substring(8))).toString());
            }
        });
        new TemplateFolder(project, steps, Progress.NONE)
                .write(
                        all(repository(
                                null,
                                template("go", TemplateFile.of("template.yml", ""), TemplateFile.of("z", "")),
                                template("zig", TemplateFile.of("z", "")))),
                        true);
        assertThat(moved).endsWith("template/zig/meta.json", "template/zig/z", "template/go/template.yml");
    }

    @Test
    void whatAnEarlierVersionLeftOfAKilledPullIsRefusedWithACure() throws IOException {
        put(".faas-trace/pull-1764428400000/moving", "there\ngo\n");
        put(".faas-trace/pull-1764428400000/old/go/a", "before");
        Map<String, String> before = files("");
        assertThatThrownBy(() -> write(threeTemplates(), true))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(".faas-trace/pull-1764428400000")
                .hasMessageContaining("move them back; then delete it");
        assertThat(files("")).isEqualTo(before);
    }

    @Test
    void aTemplateFolderMadeByAKilledRunIsGoneAgain() throws IOException {
        killAtFinish();
        new TemplateFolder(project, Progress.NONE).recover();
        assertThat(project.resolve("template")).doesNotExist();
    }

    private static PullPlan threeTemplates() {
        return all(repository(
                null,
                template("go", TemplateFile.of("a", "after")),
                template("new", TemplateFile.of("a", "after")),
                template("zig", TemplateFile.of("a", "after"))));
    }

    private PullResult write(PullPlan landing, boolean overwrite) {
        return new TemplateFolder(project, Progress.NONE).write(landing, overwrite);
    }

    private static PullPlan all(FetchedRepository repository) {
        return PullPlan.all(repository);
    }

    private static FetchedRepository repository(String ref, Template... templates) {
        return new FetchedRepository(new Reference("https://user:s3cret@host/t", ref), SHA, List.of(templates));
    }

    private static Template template(String name, TemplateFile... files) {
        return Template.of(name, List.of(files));
    }

    private void put(String path, String text) throws IOException {
        Files.createDirectories(project.resolve(path).getParent());
        Files.writeString(project.resolve(path), text);
    }

    private String mode(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(project.resolve(path)));
    }

    private List<String> leftovers() throws IOException {
        if (!Files.exists(project.resolve(".faas-trace"))) {
            return List.of();
        }
        try (Stream<Path> left = Files.list(project.resolve(".faas-trace"))) {
            return left.map(path -> path.getFileName().toString())
                    .filter(name -> !name.equals(".gitignore") && !name.equals("work.lock"))
                    .toList();
        }
    }

    private Map<String, String> files(String folder) throws IOException {
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
