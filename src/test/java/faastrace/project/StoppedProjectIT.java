package faastrace.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.cli.Sandbox;
import faastrace.patch.FileSteps;
import faastrace.project.settings.PatchSettings;
import faastrace.repository.git.Progress;
import faastrace.rewrite.Soundness;
import faastrace.template.TemplateOnDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stops a run after each single write. Every template must still build and respond, and the next command must finish
 * the run.
 */
class StoppedProjectIT {
    private static final List<String> NAMES =
            List.of("python-debian", "go-middleware", "streaming-allow-list", "dockerfile-in-function");

    @TempDir
    Path folder;

    private Sandbox pristine;
    private Sandbox patched;
    private int runs;

    /** An error that simulates a power failure. Nothing catches it, so no more code runs. */
    private static final class Stopped extends Error {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void templatesAndTheirTracedForm() {
        pristine = Sandbox.in(folder.resolve("pristine"));
        NAMES.forEach(name -> pristine.local(name, name));
        patched = copy(pristine);
        assertThat(patched.run("patch").code()).isZero();
    }

    @Test
    void aPatchStoppedAfterAnyWriteLeavesSoundTemplatesAndIsFinished() {
        int writes = countWrites(copy(pristine), this::patch);
        assertThat(writes).isGreaterThan(NAMES.size() * 5);
        for (int stop = 1; stop <= writes; stop++) {
            Sandbox sandbox = stopped(pristine, stop, this::patch);
            assertSound(sandbox, stop);
            assertLookingWritesNothing(sandbox, "patch");
            assertThat(sandbox.run("patch").code()).isZero();
            assertThat(sandbox.snapshot()).as("after write " + stop).isEqualTo(patched.snapshot());
            assertThat(sandbox.run("revert").code()).isZero();
            assertThat(sandbox.templates()).isEqualTo(pristine.templates());
        }
    }

    @Test
    void aRevertStoppedAfterAnyWriteLeavesSoundTemplatesAndIsFinished() {
        int writes = countWrites(copy(patched), this::revert);
        for (int stop = 1; stop <= writes; stop++) {
            Sandbox sandbox = stopped(patched, stop, this::revert);
            assertSound(sandbox, stop);
            assertLookingWritesNothing(sandbox, "revert");
            assertThat(sandbox.run("revert").code()).isZero();
            assertThat(sandbox.templates()).as("after write " + stop).isEqualTo(pristine.templates());
            assertThat(sandbox.run("patch").code()).isZero();
            assertThat(sandbox.snapshot()).isEqualTo(patched.snapshot());
        }
    }

    @Test
    void aRevertFinishesAPatchThatWasStoppedFirst() {
        int writes = countWrites(copy(pristine), this::patch);
        for (int stop = 1; stop <= writes; stop += 5) {
            Sandbox sandbox = stopped(pristine, stop, this::patch);
            assertThat(sandbox.run("revert").code()).isZero();
            assertThat(sandbox.templates()).isEqualTo(pristine.templates());
        }
    }

    /** If it is unknown who left the journal, the message recommends deleting it. */
    @Test
    void withoutTheJournalTheNextRunBringsTheSameAboutToo() throws IOException {
        for (int stop = 1; stop <= countWrites(copy(pristine), this::patch); stop += 5) {
            Sandbox sandbox = stopped(pristine, stop, this::patch);
            Files.delete(sandbox.project().resolve(".faas-trace/journal"));
            assertThat(sandbox.run("patch").code()).isZero();
            assertThat(sandbox.snapshot()).as("after write " + stop).isEqualTo(patched.snapshot());
        }
        for (int stop = 1; stop <= countWrites(copy(patched), this::revert); stop += 7) {
            Sandbox fresh = copy(pristine);
            assertThat(fresh.run("patch").code()).isZero();
            stop(fresh, stop, this::revert);
            Files.delete(fresh.project().resolve(".faas-trace/journal"));
            assertThat(fresh.run("revert").code()).isZero();
            assertThat(fresh.templates()).as("after write " + stop).isEqualTo(pristine.templates());
        }
    }

    private static void assertLookingWritesNothing(Sandbox sandbox, String finishing) {
        Map<String, String> before = sandbox.snapshot();
        for (String line : List.of("status", "patch --check", "patch --dry-run", "revert --dry-run")) {
            Sandbox.Result result = sandbox.run(line.split(" "));
            assertThat(result.code()).as(line).isEqualTo(2);
            assertThat(result.err()).contains(".faas-trace/journal", "interrupted", "'faas-trace " + finishing + "'");
        }
        assertThat(sandbox.snapshot()).isEqualTo(before);
    }

    private Sandbox stopped(Sandbox from, int stop, BiConsumer<Sandbox, FileSteps> command) {
        Sandbox sandbox = copy(from);
        stop(sandbox, stop, command);
        return sandbox;
    }

    private static void stop(Sandbox sandbox, int stop, BiConsumer<Sandbox, FileSteps> command) {
        int[] writes = {0};
        assertThatThrownBy(() -> command.accept(sandbox, written(() -> {
                    if (++writes[0] == stop) {
                        throw new Stopped();
                    }
                })))
                .isInstanceOf(Stopped.class);
    }

    private static FileSteps written(Runnable afterEachWrite) {
        return new FileSteps() {
            @Override
            public void written(String path) {
                afterEachWrite.run();
            }
        };
    }

    private static int countWrites(Sandbox sandbox, BiConsumer<Sandbox, FileSteps> command) {
        int[] writes = {0};
        command.accept(sandbox, written(() -> writes[0]++));
        return writes[0];
    }

    private void patch(Sandbox sandbox, FileSteps heard) {
        Project project = open(sandbox);
        project.apply(project.plan(project.states(project.targets(List.of(), false))), heard);
    }

    private void revert(Sandbox sandbox, FileSteps heard) {
        Project project = open(sandbox);
        project.revert(project.patched(List.of()), heard);
    }

    private static Project open(Sandbox sandbox) {
        Path root = sandbox.project();
        return Project.open(root, Optional.empty(), PatchSettings.read(root, Map.of(), Map.of()), Progress.NONE);
    }

    private void assertSound(Sandbox sandbox, int stop) {
        for (String name : NAMES) {
            assertThat(Soundness.faults(
                            TemplateOnDisk.read(pristine.template(name), name),
                            TemplateOnDisk.read(sandbox.template(name), name)))
                    .as(name + " after write " + stop)
                    .isEmpty();
        }
    }

    private Sandbox copy(Sandbox from) {
        Sandbox copy = Sandbox.in(folder.resolve("run" + runs++));
        Sandbox.copy(from.project(), copy.project());
        return copy;
    }
}
