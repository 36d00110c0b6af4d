package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what commands report about settings that were given as flags, which the next command does not know. */
class FlagSettingsTest {
    private static final String NAME = "python-debian";
    private static final String URL = "http://192.0.2.7:4141/";
    private static final String KEEP =
            "to keep the url in the lock, add `url: " + URL + "` to faas-trace.yaml, or repeat --url " + URL;

    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void aTemplateThatIsPatchedWithAFlag() {
        sandbox = Sandbox.in(folder).local(NAME, NAME);
        Sandbox.Result patch = sandbox.run("patch", "--url", URL);
        assertThat(patch.code()).as(patch.err()).isZero();
        assertThat(patch.err()).contains("To keep them, add `url: " + URL + "` to faas-trace.yaml.");
    }

    @Test
    void statusTellsHowToKeepThem() {
        Sandbox.Result status = sandbox.run("status");
        assertThat(status.out()).contains("outdated");
        assertThat(status.err()).contains(KEEP, "Run 'faas-trace patch' to update them");
        assertThat(sandbox.run("status", "--url", URL).err()).isEmpty();
    }

    @Test
    void checksTellHowToKeepThem() {
        Sandbox.Result locked = sandbox.run("patch", "--check", "--locked");
        assertThat(locked.code()).isEqualTo(1);
        assertThat(locked.err())
                .contains(
                        "faas-trace.lock would change (url was '" + URL
                                + "', now 'http://faas-trace.openfaas:4141/' (the default))",
                        KEEP);
        Sandbox.Result check = sandbox.run("patch", "--check");
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.err()).contains(KEEP);
        assertThat(sandbox.run("patch", "--check", "--locked", "--format", "github")
                        .out())
                .contains("%0A" + KEEP);
    }

    @Test
    void patchTellsWhichSettingsItChanges() {
        Sandbox.Result patch = sandbox.run("patch");
        assertThat(patch.err())
                .contains(
                        "Setting changed: url was '" + URL + "', now 'http://faas-trace.openfaas:4141/' (the default)")
                .contains("add `url: " + URL + "` to faas-trace.yaml");
        assertThat(sandbox.run("patch").err()).doesNotContain("Setting changed");
    }

    @Test
    void theAdviceWorks() {
        sandbox.write("faas-trace.yaml", "url: " + URL + "\n");
        assertThat(sandbox.run("patch", "--check", "--locked").code()).isZero();
        assertThat(sandbox.run("status", "--check").code()).isZero();
    }

    @Test
    void aSettingThatWasTheDefaultNeedsNoAdvice() {
        sandbox.write("faas-trace.yaml", "url: " + URL + "\nfrequency: 99\n");
        assertThat(sandbox.run("status").err()).doesNotContain("to keep");
        assertThat(sandbox.run("patch").err()).contains("Setting changed: frequency was '200', now '99'");
    }

    @Test
    void overlaysAndLeftOutTemplatesAreFlagsToo() {
        sandbox.local(NAME, "other").write("mine/.keep", "");
        assertThat(sandbox.run("patch", "--overlays", "mine", "--leave-out", "other")
                        .err())
                .contains("add `overlays: mine` and `leave-out: [other]` to faas-trace.yaml");
    }
}
