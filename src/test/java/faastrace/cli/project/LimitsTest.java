package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import faastrace.document.Json;
import faastrace.document.Value;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks that {@code patch} and {@code status} both report the limits of a template, before and after it is patched.
 */
class LimitsTest {
    private static final String NOT_COPIED =
            "loose: overlay ruby-rack is not used: no COPY copies the entry index.rb into the image";
    private static final String NO_SETTINGS =
            "loose: it has no template.yml, so faas-cli can't build functions from it";

    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void aTemplateWhoseEntryIsCloned() {
        sandbox = Sandbox.in(folder);
        sandbox.write(
                "template/loose/Dockerfile",
                "FROM ruby:3.4-alpine\nRUN git clone https://example.com/app .\n"
                        + "ENV fprocess=\"ruby index.rb\" mode=http\nCMD [\"fwatchdog\"]\n");
        sandbox.write("template/loose/index.rb", "require 'sinatra'\n");
    }

    @Test
    void patchAndStatusTellItEachTime() {
        assertThat(sandbox.run("status").out()).contains(NOT_COPIED, NO_SETTINGS);
        assertThat(sandbox.run("patch").out()).contains("patched", "process", NOT_COPIED, NO_SETTINGS);
        assertThat(sandbox.run("status").out()).contains("patched", "process", NOT_COPIED, NO_SETTINGS);
        assertThat(sandbox.run("patch").out()).contains("unchanged", NOT_COPIED, NO_SETTINGS);
        assertThat(sandbox.run("status", "--explain").out()).contains(NOT_COPIED);
    }

    @Test
    void theJsonHasItToo() {
        for (String command : new String[] {"status", "patch"}) {
            Value template = Json.read(
                            "out", sandbox.run(command, "--format", "json").out())
                    .require("templates")
                    .items()
                    .get(0);
            if (command.equals("status")) {
                assertThat(template.require("level").text()).isEqualTo("process");
                assertThat(template.require("notes").texts())
                        .containsExactly(
                                NOT_COPIED.substring("loose: ".length()), NO_SETTINGS.substring("loose: ".length()));
            }
        }
    }

    @Test
    void aTemplateWithItsSettingsAndItsEntryCopiedHasNothingToTell() {
        sandbox.write("template/loose/template.yml", "language: loose\nfprocess: ruby index.rb\n");
        sandbox.write(
                "template/loose/Dockerfile",
                "FROM ruby:3.4-alpine\nCOPY index.rb .\nENV mode=http\nCMD [\"fwatchdog\"]\n");
        assertThat(sandbox.run("status").out()).contains("invocation").doesNotContain("loose:");
        assertThat(sandbox.run("patch").out()).contains("invocation").doesNotContain("loose:");
    }

    @Test
    void aFolderThatIsNoTemplateDoesNotKeepTheOthersFromBeingPatched() {
        sandbox.write("template/example/README.md", "an example\n");
        Sandbox.Result patch = sandbox.run("patch");
        assertThat(patch.code()).isZero();
        assertThat(patch.out()).contains("there is no Dockerfile", NOT_COPIED);
        assertThat(sandbox.run("status").out())
                .containsPattern("patched +loose")
                .containsPattern("refused +example");
        assertThat(sandbox.run("patch", "example").code()).isEqualTo(2);
    }

    @Test
    void aRefusedOneWithoutSettingsTellsBoth() {
        // The image must be from a private registry to be rejected. With a public image, the template would get a perf
        // that is copied from another public image.
        sandbox.write(
                "template/loose/Dockerfile", "FROM registry.example.com/alpine:3.8\nRUN true\nCMD [\"fwatchdog\"]\n");
        assertThat(sandbox.run("patch").out()).contains("refused", "an Alpine before 3.12", NO_SETTINGS);
        assertThat(sandbox.run("status").out()).contains("refused", "an Alpine before 3.12", NO_SETTINGS);
    }
}
