package faastrace.repository.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.patch.FileSteps;
import faastrace.problem.Problem;
import faastrace.repository.git.Progress;
import faastrace.template.TemplateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a pull or makes it fail at every step, and checks what the next run does about it. */
class InterruptedPullTest extends TemplateFolderFixture {
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
                .hasMessageContaining("move them back; then delete this folder");
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
}
