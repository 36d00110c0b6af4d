package faastrace.project.run;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import faastrace.files.WorkLock;
import faastrace.project.Project;
import faastrace.project.settings.PatchSettings;
import faastrace.project.stack.Stack;
import faastrace.repository.git.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchRunTest {
    private static final String DOCKERFILE = "template/python-debian/Dockerfile";

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private final List<String> warnings = new ArrayList<>();
    private int attempts;

    /** What another run holds while it changes the template. */
    private @Nullable WorkLock otherRun;

    @Test
    void aRunThatStartsOverDoesNotRepeatItsWarnings() {
        sandbox = Sandbox.in(folder)
                .local("python-debian", "python-debian")
                .write("stack.yaml", "functions: {a: {lang: python-debian, handler: ./a}, b: {handler: ./b}}\n");
        PatchRequest request = new PatchRequest(List.of(), false, false, false, Optional.empty());
        PatchOutcome outcome = PatchRun.of(request, repository(), new Listener());
        assertThat(attempts).isEqualTo(2);
        assertThat(outcome.written()).isTrue();
        assertThat(sandbox.read(DOCKERFILE)).contains("faas-trace", "# changed meanwhile");
        assertThat(warnings).singleElement().asString().contains("function b has no 'lang'");
    }

    private Supplier<Project> repository() {
        Path root = sandbox.project();
        return () -> {
            attempts++;
            return Project.open(root, Stack.find(root, Optional.empty()), PatchSettings.standard(), new Meanwhile());
        };
    }

    /** When the first attempt has read the warnings, another run begins. */
    private final class Listener implements PatchListener {
        @Override
        public void warning(String text) {
            warnings.add(text);
            if (attempts == 1) {
                otherRun = WorkLock.exclusive(sandbox.project(), sentence -> {});
            }
        }

        @Override
        public void pulling(List<String> names) {
            throw new AssertionError(names);
        }
    }

    /** While the first attempt waits, the other run changes a file and ends. */
    private final class Meanwhile implements Progress {
        @Override
        public void step(String what, long done, long total) {
            // Nothing is fetched.
        }

        @Override
        public void waiting(String sentence) {
            if (otherRun != null) {
                sandbox.write(DOCKERFILE, sandbox.read(DOCKERFILE) + "# changed meanwhile\n");
                otherRun.close();
                otherRun = null;
            }
        }
    }
}
