package faastrace.cli.template;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.problem.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TemplateCommandTest {
    @TempDir
    Path project;

    @TempDir
    Path repository;

    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Problem problem;

    @BeforeEach
    void makeRepository() throws IOException, GitAPIException {
        Files.createDirectories(repository.resolve("template/go"));
        Files.writeString(repository.resolve("template/go/Dockerfile"), "FROM x\n");
        Files.createDirectories(repository.resolve("template/zig"));
        Files.writeString(repository.resolve("template/zig/Dockerfile"), "FROM x\n");
        try (Git git = Git.init().setDirectory(repository.toFile()).call()) {
            git.add().addFilepattern("template").call();
            git.commit()
                    .setMessage("templates")
                    .setAuthor("a", "a@b")
                    .setCommitter("a", "a@b")
                    .setSign(false)
                    .call();
            git.tag().setName("1.0").setAnnotated(false).call();
        }
        environment.put("OPENFAAS_TEMPLATE_URL", repository.toString());
    }

    @Test
    void aPullSaysWhatFaasCliSays() {
        assertThat(run("pull", repository + "#1.0")).isZero();
        assertThat(err).hasToString("Fetching templates from " + repository + " [1.0]" + System.lineSeparator());
        assertThat(out).hasToString("Wrote 2 template(s) : [go@1.0 zig@1.0]" + System.lineSeparator());
    }

    @Test
    void theEnvironmentNamesTheRepository() {
        assertThat(run("pull")).isZero();
        assertThat(err.toString()).contains(repository.toString());
        assertThat(project.resolve("template/go/Dockerfile")).exists();
    }

    @Test
    void overwriteIsSpelledAsInFaasCliAndNegated() {
        assertThat(run("pull")).isZero();
        assertThat(run("pull", "--overwrite", repository.toString())).isZero();
        assertThat(run("pull", "--overwrite=true")).isZero();
        assertThat(run("pull", "--overwrite=false")).isEqualTo(2);
        assertThat(problem).hasMessageContaining("[go zig]");
        assertThat(run("pull", "--no-overwrite")).isEqualTo(2);
    }

    @Test
    void pullingOverAPatchedTemplateSaysWhatBecomesOfThePatch() throws IOException {
        run("pull");
        run("pull");
        assertThat(err.toString()).doesNotContain("was patched");
        Files.writeString(project.resolve("template/go/Dockerfile"), "FROM patched\n");
        run("pull");
        assertThat(err.toString())
                .contains("template/go was patched; the pull replaced Dockerfile. Run 'faas-trace patch go'")
                .doesNotContain("zig was");
    }

    @Test
    void theStackFilesTemplatesArePulled() throws IOException {
        Files.writeString(
                project.resolve("my.yml"), "configuration: {templates: [{name: zig, source: \"" + repository + "\"}]}");
        assertThat(run("pull", "stack", "-f", "my.yml")).isZero();
        assertThat(out.toString()).startsWith("Wrote 1 template(s) : [zig]");
        assertThat(run("pull", "stack")).isEqualTo(2);
    }

    @Test
    void theStoreIsListedByPlatformAndAsJson() throws IOException {
        store();
        assertThat(run("store", "list")).isZero();
        assertThat(out)
                .hasToString(String.format("NAME RECOMMENDED SOURCE DESCRIPTION%nzig  [ ]         me     Zig it%n"));
        clear();
        run("store", "list", "--platform", "arm64", "-v");
        assertThat(out.toString()).contains("go", "arm64").doesNotContain("zig");
        clear();
        run("store", "ls", "--json");
        assertThat(out.toString()).startsWith("[").contains("\"repo\"", "zig", "arm64");
        clear();
        run("store", "list", "--format", "json", "--recommended");
        assertThat(out.toString()).contains("\"version\" : 1", "go").doesNotContain("zig");
    }

    @Test
    void theStoresTemplateIsPulledWithItsNeighbours() throws IOException {
        Path store = store();
        assertThat(run("store", "pull", "me/zig@1.0")).isZero();
        assertThat(out.toString()).startsWith("Wrote 2 template(s) : [go@1.0 zig@1.0]");
        environment.clear();
        assertThat(run("store", "pull", "zig", "-u", store.toString(), "--overwrite=false"))
                .isZero();
        assertThat(run("store", "pull", "nope", "--url=" + store)).isEqualTo(2);
    }

    @Test
    void aTemplateOfTheStoreIsDescribedAsFaasCliDoes() throws IOException {
        store();
        String described = String.format(
                "%nName:        zig%nDescription: Zig it%nLanguage:%nSource:      me%nRepository:  %s%nPlatform:    x86_64%n"
                        + "Official:    [ ]%nRecommended: [ ]%n%n",
                repository);
        for (String name : List.of("zig", "me/zig")) {
            clear();
            assertThat(run("store", "describe", name)).isZero();
            assertThat(out).hasToString(described);
        }
        clear();
        assertThat(run("store", "describe", "go", "--json")).isZero();
        assertThat(out.toString())
                .startsWith("{")
                .contains("\"template\" : \"go\"", "\"recommended\" : true")
                .doesNotContain("zig");
        for (String unknown : List.of("zig@1.0", "you/zig", "nope")) {
            assertThat(run("store", "describe", unknown)).isEqualTo(2);
            assertThat(problem).hasMessageContaining("`" + unknown + "` does not exist in the store");
        }
        assertThat(run("store", "describe")).isEqualTo(2);
        assertThat(run("store", "describe", "zig", "go")).isEqualTo(2);
    }

    private Path store() throws IOException {
        String entry = "{\"template\":\"%s\",\"platform\":\"%s\",\"source\":\"me\",\"repo\":\"%s\","
                + "\"description\":\"Zig it\",\"official\":\"false\",\"recommended\":%s}";
        Path store = Files.writeString(
                project.resolve("store.json"),
                "[" + String.format(entry, "zig", "x86_64", repository, "false") + ","
                        + String.format(entry, "go", "arm64", repository, "true") + "]");
        environment.put("OPENFAAS_TEMPLATE_STORE_URL", store.toString());
        return store;
    }

    private void clear() {
        out.getBuffer().setLength(0);
    }

    private int run(String... arguments) {
        CommandLine command = new CommandLine(new TemplateCommand(project, environment, name -> name.equals("go")));
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        command.setExecutionExceptionHandler((failure, failed, parsed) -> {
            problem = (Problem) failure;
            return 2;
        });
        return command.execute(arguments);
    }
}
