package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Overlays;
import faastrace.project.settings.PatchSettings;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests templates with very long texts in launchers, in images and around the install step. Such a template must still
 * be read completely.
 */
class HostileFilesIT {
    private static final int MANY = 60_000;

    private final Rewriter rewriter = new Rewriter(
            Overlays.builtIn(),
            PatchSettings.standard().byName(),
            PatchSettings.standard().changedByName());

    private Rewrite rewrite(String image, String run, String process, String script) {
        return rewriter.rewrite(
                "x",
                Template.of(
                        "x",
                        List.of(
                                TemplateFile.of(
                                        "Dockerfile",
                                        "FROM " + image + "\nRUN " + run + "\nCOPY . .\nENV fprocess=\"" + process
                                                + "\" mode=http\nCMD [\"fwatchdog\"]\n"),
                                TemplateFile.of("start.sh", script),
                                TemplateFile.of("package.json", script))));
    }

    private static void ends(Rewrite rewrite) {
        assertThat(rewrite.refusal().isPresent() || !rewrite.patch().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"apk del ", "apt-get remove curl", "apk ", "rm ", "rm /bin/", "dnf erase & ", "a/bin/curl rm "})
    void inARun(String piece) {
        ends(rewrite("alpine:3.22", piece.repeat(MANY), "cat", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npm ",
                "npm -s ",
                "env A=1 ",
                "env -i ",
                "xargs -0 ",
                "nodemon -q ",
                "npx -y ",
                "timeout 1 ",
                "exec ",
                "sh -e ",
                "a/",
                "tini -- "
            })
    void inAProcess(String piece) {
        ends(rewrite("alpine:3.22", "true", piece.repeat(MANY) + "x", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec ",
                "exec a\n",
                "\t ",
                "cd ",
                "node ",
                "{\"scripts\":",
                "[",
                "\n",
                "a",
                "\"",
                "exec exec\nfi\n"
            })
    void inAScript(String piece) {
        ends(rewrite("alpine:3.22", "true", "sh start.sh", piece.repeat(MANY)));
        ends(rewrite("alpine:3.22", "true", "npm start", piece.repeat(MANY)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alpine-", "debian:", "dotnet/core/", "ubi8/", "a/", "centos7-", "bitnami/"})
    void inAnImagesName(String piece) {
        ends(rewrite(piece.repeat(MANY) + ":1", "true", "cat", ""));
    }
}
