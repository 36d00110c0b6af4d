package faastrace.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import faastrace.repository.folder.PullResult;
import faastrace.repository.git.GitFixture;
import faastrace.repository.git.Reference;
import faastrace.repository.store.StoreTemplate;
import faastrace.repository.store.TemplateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplatePullTest {
    @TempDir
    Path project;

    @TempDir
    Path elsewhere;

    private GitFixture git;
    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void makeRepository() throws IOException {
        git = GitFixture.in(elsewhere.resolve("repo.git"))
                .file("template/go/v", "1")
                .file("template/zig/v", "1");
        git.tag("1.0", git.commit("master"));
        git.file("template/go/v", "2").commit("master");
    }

    @AfterEach
    void close() {
        git.close();
    }

    @Test
    void allTemplatesOfARepositoryArePulled() {
        assertThat(pull().all(Reference.parse(git.url()), true).names()).containsExactly("go", "zig");
        assertThat(pull().all(Reference.parse(git.url() + "#1.0"), true).names())
                .containsExactly("go@1.0", "zig@1.0");
        assertThat(project.resolve("template/go/v")).hasContent("2");
        assertThat(project.resolve("template/go@1.0/v")).hasContent("1");
        assertThat(heard)
                .containsExactly(
                        "fetching " + git.url(), "landing [go, zig]",
                        "fetching " + git.url() + "#1.0", "landing [go@1.0, zig@1.0]");
    }

    @Test
    void aSlashInTheRefIsRefusedBeforeAnythingIsFetched() {
        assertThatThrownBy(() -> pull().all(Reference.parse("https://host/t#feature/x"), true))
                .hasMessageContaining("NAME@REF");
        assertThat(heard).isEmpty();
    }

    @Test
    void theStackFilesTemplatesLandUnderTheirNames() throws IOException {
        git.file("template/go/v", "branch").commit("feature/x");
        PullResult written = stack("go", git.url(), "go@1.0", git.url(), "zig@mine", git.url() + "#feature/x");
        assertThat(written.names()).containsExactly("go", "go@1.0", "zig@mine");
        assertThat(project.resolve("template/go/v")).hasContent("2");
        assertThat(project.resolve("template/go@1.0/v"))
                .as("the name's ref counts")
                .hasContent("1");
        assertThat(project.resolve("template/zig")).doesNotExist();
        assertThat(heard).filteredOn(line -> line.startsWith("fetching")).hasSize(3);
        assertThat(heard)
                .filteredOn(line -> line.startsWith("note: "))
                .singleElement()
                .asString()
                .contains("template go@1.0 has no #REF", "faas-cli would pull the default branch", git.url() + "#1.0");
    }

    @Test
    void entriesWithoutASourceComeFromTheStore() throws IOException {
        StoreTemplate entry = new StoreTemplate("go", "x86_64", "Go", "me", "", git.url(), "false", false);
        Path file =
                Files.writeString(project.resolve("stack.yml"), "configuration:\n  templates:\n    - name: go@1.0\n");
        PullResult written =
                pull().listed(StackTemplate.read(project, file), () -> new TemplateStore("test", List.of(entry)), true);
        assertThat(written.names()).containsExactly("go@1.0");
        assertThat(project.resolve("template/go@1.0/v")).hasContent("1");
    }

    @Test
    void oneTemplateThatIsNotThereKeepsAllAway() {
        assertThatThrownBy(() -> stack("go", git.url(), "nope", git.url()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("no template named 'nope'")
                .hasMessageContaining("go, zig");
        assertThatThrownBy(() -> stack("go", git.url(), "go", git.url())).hasMessageContaining("two templates");
        assertThatThrownBy(() -> stack("go", git.url(), "go@../../x", git.url()))
                .isInstanceOf(Problem.class);
        assertThat(project.resolve("template")).doesNotExist();
    }

    @Test
    void theStackFileIsFoundAndItsFaultsAreSaid() throws IOException {
        assertThatThrownBy(() -> StackTemplate.read(project, null)).hasMessageContaining("stack.yml");
        assertThatThrownBy(() -> StackTemplate.read(Path.of(""), null))
                .hasMessageStartingWith("this folder: there is neither a stack.yaml");
        Files.writeString(project.resolve("stack.yml"), "functions: {}\n");
        assertThatThrownBy(() -> StackTemplate.read(project, null)).hasMessageContaining("configuration.templates");
        Files.writeString(project.resolve("stack.yaml"), "configuration: {templates: [{source: x}]}\n");
        assertThatThrownBy(() -> StackTemplate.read(project, null))
                .hasMessageContaining("stack.yaml:1:")
                .hasMessageContaining("'name' is missing");
        Files.writeString(project.resolve("other.yml"), "configuration: {templates: [{name: go}]}\n");
        assertThat(StackTemplate.read(project, Path.of("other.yml")))
                .extracting(StackTemplate::name)
                .containsExactly("go");
    }

    private PullResult stack(String... namesAndSources) throws IOException {
        StringBuilder text = new StringBuilder("configuration:\n  templates:\n");
        for (int i = 0; i < namesAndSources.length; i += 2) {
            text.append("    - {name: \"" + namesAndSources[i] + "\", source: \"" + namesAndSources[i + 1] + "\"}\n");
        }
        Files.writeString(project.resolve("stack.yaml"), text);
        return pull().listed(
                        StackTemplate.read(project, null),
                        () -> {
                            throw new AssertionError("the store is not asked");
                        },
                        true);
    }

    private TemplatePull pull() {
        return new TemplatePull(project, new PullListener() {
            @Override
            public void fetching(Reference reference) {
                heard.add("fetching " + reference);
            }

            @Override
            public void note(String what) {
                heard.add("note: " + what);
            }

            @Override
            public void landing(List<String> names) {
                heard.add("landing " + names);
            }

            @Override
            public void step(String what, long done, long total) {
                // Another test covers the progress.
            }
        });
    }
}
