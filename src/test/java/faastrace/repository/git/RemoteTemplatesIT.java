package faastrace.repository.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import faastrace.template.Template;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jgit.lib.FileMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteTemplatesIT {
    @TempDir
    Path folder;

    private GitFixture git;

    @BeforeEach
    void makeRepository() {
        git = GitFixture.in(folder.resolve("repo.git"))
                .file("README.md", "hello")
                .file("template/python/template.yml", "language: python\n")
                .executable("template/python/run.sh", "#!/bin/sh\n")
                .file("template/python/function/.hidden", "");
    }

    @AfterEach
    void close() {
        git.close();
    }

    @Test
    void theDefaultBranchIsReadWithDotFilesAndRunBits() {
        String sha = git.commit("master");
        FetchedRepository fetched = fetch(git.url());
        assertThat(fetched.sha()).isEqualTo(sha);
        assertThat(fetched.templates()).extracting(Template::name).containsExactly("python");
        Template python = fetched.template("python");
        assertThat(python.files().keySet()).containsExactly("function/.hidden", "run.sh", "template.yml");
        assertThat(python.file("run.sh").orElseThrow().executable()).isTrue();
        assertThat(python.file("template.yml").orElseThrow().executable()).isFalse();
        assertThat(python.file("template.yml").orElseThrow().text()).isEqualTo("language: python\n");
    }

    @Test
    void branchesTagsAndCommitsAreFoundByPathAndByUrl() throws IOException {
        String first = git.commit("master");
        git.tag("light", first);
        git.annotatedTag("1.0", first);
        String second = git.file("template/go/Dockerfile", "FROM x\n").commit("feature/x");
        for (String place : new String[] {git.path(), git.url()}) {
            assertThat(fetch(place + "#light").sha()).isEqualTo(first);
            assertThat(fetch(place + "#1.0").sha()).isEqualTo(first);
            assertThat(fetch(place + "#feature/x").sha()).isEqualTo(second);
            assertThat(fetch(place + "#feature/x").templates()).hasSize(2);
            assertThat(fetch(place + "#" + second).sha()).isEqualTo(second);
            assertThat(fetch(place + "#sha-" + second.substring(0, 7)).sha()).isEqualTo(second);
        }
    }

    @Test
    void aBranchIsPreferredToATagOfItsName() throws IOException {
        String first = git.commit("master");
        String second = git.file("new", "").commit("both");
        git.tag("both", first);
        assertThat(fetch(git.url() + "#both").sha()).isEqualTo(second);
    }

    @ParameterizedTest
    @CsvSource({
        "#nope, no branch or tag 'nope'",
        "#sha-0123456, no such commit",
        "#0123456789012345678901234567890123456789, no such commit",
    })
    void whatIsNotThereIsSaid(String ref, String message) {
        git.commit("master");
        assertThatThrownBy(() -> fetch(git.url() + ref))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(message);
    }

    @Test
    void aRepositoryWithoutTemplatesIsSaid() {
        git.commit("master");
        GitFixture empty =
                GitFixture.in(folder.resolve("empty.git")).file("README.md", "").file("templates/x/y", "");
        assertThatThrownBy(() -> fetch(empty.url())).hasMessageContaining("no default branch");
        empty.commit("master");
        assertThatThrownBy(() -> fetch(empty.url()))
                .hasMessageContaining("template: the repository has no such folder");
        assertThatThrownBy(() -> fetch(folder.toString())).hasMessageContaining("not a git repository");
        assertThatThrownBy(() -> fetch("file://" + folder + "/nowhere")).hasMessageContaining("no such folder");
    }

    @Test
    void whatLiesBesideTheTemplateFoldersIsLeftOut() {
        git.file("template/README.md", "")
                .link("template/alias", "python")
                .submodule("template/sub")
                .submodule("template/python/sub")
                .commit("master");
        assertThat(fetch(git.url()).templates()).extracting(Template::name).containsExactly("python");
        assertThat(fetch(git.url()).template("python").files()).hasSize(3);
    }

    @Test
    void symbolicLinksInsideTheRepositoryAreFollowed() {
        git.file("shared/lib/a.py", "a")
                .executable("shared/tool", "t")
                .link("shared/again", "lib/./../tool")
                .link("template/python/lib", "../../shared/lib")
                .link("template/python/tool", "../../shared/again")
                .link("template/python/deep", "lib/a.py")
                .commit("master");
        Template python = fetch(git.url()).template("python");
        assertThat(python.file("lib/a.py").orElseThrow().text()).isEqualTo("a");
        assertThat(python.file("tool").orElseThrow().executable()).isTrue();
        assertThat(python.file("deep").orElseThrow().text()).isEqualTo("a");
    }

    @Test
    void theTemplateFolderItselfMayBeALink() {
        git.without("template/python/template.yml")
                .without("template/python/run.sh")
                .without("template/python/function/.hidden")
                .file("all/go/Dockerfile", "FROM x")
                .link("template", "all")
                .commit("master");
        assertThat(fetch(git.url()).templates()).extracting(Template::name).containsExactly("go");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "../../../outside",
                "../../../../../etc/passwd",
                "nowhere",
                "..",
                "../../template",
                "link",
                "template.yml/x",
                "../python",
                "",
            })
    void linksThatLeaveTheRepositoryLeadNowhereOrGoRoundAreRefused(String target) {
        git.link("template/python/link", target).commit("master");
        assertThatThrownBy(() -> fetch(git.url()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("template")
                .hasMessageContaining("symbolic link");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"..", ".", ".git", ".GIT", "a\nb", "a\\b", "tab\there", "esc\033[2J", "..x/..", ".git/config"})
    void namesThatMustNotReachTheDiskAreRefused(String name) {
        git.file("template/python/" + name, "x").commit("master");
        assertThatThrownBy(() -> fetch(git.url()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("the name is refused")
                .message()
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    void aTemplateCanHaveNoSuchNameEither() {
        git.file("template/../x", "x").commit("master");
        assertThatThrownBy(() -> fetch(git.url())).hasMessageContaining("the name is refused");
    }

    @Test
    void aNameThatStandsTwiceIsRefused() {
        byte[] id = new byte[20];
        byte[] entry = "100644 a\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer twice = ByteBuffer.allocate(2 * (entry.length + id.length));
        twice.put(entry).put(id).put(entry).put(id);
        git.entry("template/python/twice", FileMode.TREE, twice.array()).commit("master");
        assertThatThrownBy(() -> fetch(git.url())).hasMessageContaining("occurs twice in its folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"100644", "100644 a", "100644 a\0short", "nonsense\0aaaaaaaaaaaaaaaaaaaa", " \0"})
    void aDamagedFolderIsSaid(String bytes) {
        git.entry("template/python/damaged", FileMode.TREE, bytes.getBytes(StandardCharsets.US_ASCII))
                .commit("master");
        assertThatThrownBy(() -> fetch(git.url())).isInstanceOf(Problem.class).hasMessageContaining("template/python");
    }

    @Test
    void shellCharactersInNamesAreOnlyCharacters() {
        git.file("template/python/$(touch x); `y` 'z' & *", "x").commit("master");
        assertThat(fetch(git.url()).template("python").files()).containsKey("$(touch x); `y` 'z' & *");
    }

    @Test
    void whatIsTooLargeIsRefusedByName() {
        git.entry("template/python/big", FileMode.REGULAR_FILE, new byte[2000]).commit("master");
        assertThatThrownBy(() -> fetch(git.url(), new FetchLimits(1999, 10_000, 100, 10)))
                .hasMessageContaining("template/python/big")
                .hasMessageContaining("larger than 1999 bytes");
        assertThatThrownBy(() -> fetch(git.url(), new FetchLimits(2000, 2001, 100, 10)))
                .hasMessageContaining("more than 2001 bytes");
        assertThatThrownBy(() -> fetch(git.url(), new FetchLimits(2000, 10_000, 3, 10)))
                .hasMessageContaining("more than 3 files");
        assertThat(fetch(git.url(), new FetchLimits(2000, 10_000, 5, 10)).templates())
                .hasSize(1);
    }

    @Test
    void pathsWithoutEndAreRefused() {
        git.file("template/python/" + "a/".repeat(45) + "x", "").commit("master");
        assertThatThrownBy(() -> fetch(git.url())).hasMessageContaining("too deep");
    }

    @Test
    void foldersThatMultiplyThroughLinksAreRefusedSoon() {
        for (int i = 0; i < 30; i++) {
            git.link("tree/" + i + "/a", "../" + (i + 1)).link("tree/" + i + "/b", "../" + (i + 1));
        }
        git.file("tree/30/x", "").link("template/python/bomb", "../../tree/0").commit("master");
        assertThatThrownBy(() -> fetch(git.url())).hasMessageContaining("more than 20000 files and folders");
    }

    private static FetchedRepository fetch(String argument) {
        return fetch(argument, FetchLimits.DEFAULT);
    }

    private static FetchedRepository fetch(String argument, FetchLimits limits) {
        return new RemoteTemplates(limits).fetch(Reference.parse(argument), Progress.NONE);
    }
}
