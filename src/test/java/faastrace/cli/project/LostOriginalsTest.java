package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a patched template without a repository, in a checkout that has only the lock. */
class LostOriginalsTest {
    private static final String NAME = "python-debian";

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private Map<String, String> before;
    private String lock;

    @BeforeEach
    void aPatchedTemplateWithoutItsOriginals() {
        sandbox = Sandbox.in(folder).local(NAME, NAME);
        before = sandbox.templates();
        assertThat(sandbox.run("patch").code()).isZero();
        lock = sandbox.read("faas-trace.lock");
        Sandbox.delete(sandbox.project().resolve(".faas-trace"));
    }

    @Test
    void isSaidAsItIs() {
        for (String[] command : new String[][] {{"status"}, {"patch"}, {"patch", "--dry-run"}, {"revert"}}) {
            Sandbox.Result result = sandbox.run(command);
            assertThat(result.code()).as(String.join(" ", command)).isEqualTo(2);
            assertThat(result.err())
                    .contains("template/" + NAME + ": it is patched, but its original files are not in")
                    .contains("put the original files of the template back")
                    .doesNotContain("templates.json", "'lang'");
        }
        assertThat(sandbox.read("faas-trace.lock")).isEqualTo(lock);
    }

    @Test
    void theCureWorks() {
        sandbox.local(NAME, NAME);
        Sandbox.Result status = sandbox.run("status");
        assertThat(status.out()).as(status.err()).contains("overwritten");
        Sandbox.Result patch = sandbox.run("patch");
        assertThat(patch.code()).as(patch.err()).isZero();
        assertThat(patch.out()).contains("patched again");
        assertThat(sandbox.read("faas-trace.lock")).isEqualTo(lock);
        assertThat(sandbox.run("revert").code()).isZero();
        assertThat(sandbox.templates()).isEqualTo(before);
    }

    @Test
    void restoredOriginalsCanBeRevertedWithoutPatching() {
        sandbox.local(NAME, NAME);
        Sandbox.Result revert = sandbox.run("revert");
        assertThat(revert.code()).as(revert.err()).isZero();
        assertThat(sandbox.templates()).isEqualTo(before);
    }

    @Test
    void filesOfAnEarlierPatchAreNotToBeRenamed() {
        sandbox.local(NAME, NAME);
        Sandbox.delete(sandbox.project().resolve("faas-trace.lock"));
        Sandbox.Result patch = sandbox.run("patch");
        assertThat(patch.out()).contains("if an earlier patch left it here, delete the folder faas-trace/");
        Sandbox.delete(sandbox.template(NAME).resolve("faas-trace"));
        assertThat(sandbox.run("patch").out()).containsPattern("patched +" + NAME);
    }

    @Test
    void aRunThatRefusesEverythingKeepsTheLock() {
        Sandbox.delete(sandbox.template(NAME));
        sandbox.write("template/" + NAME + "/Dockerfile", "FROM scratch\nCMD [\"/fwatchdog\"]\n");
        Sandbox.Result patch = sandbox.run("patch");
        assertThat(patch.err()).contains("1 refused");
        assertThat(sandbox.read("faas-trace.lock")).isEqualTo(lock);
    }
}
