package faastrace.repository.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.files.WorkLock;
import faastrace.problem.Problem;
import faastrace.repository.git.FetchedRepository;
import faastrace.repository.git.Progress;
import faastrace.template.TemplateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes pulled templates to a project. */
class TemplateFolderTest extends TemplateFolderFixture {
    @Test
    void templatesLandWithTheirBytesRunBitsAndMeta() throws IOException {
        TemplateFile run = new TemplateFile("bin/run.sh", new byte[] {0, -1, 13, 10}, true);
        PullResult written = write(all(repository(null, template("go", TemplateFile.of("a", "one"), run))), true);

        assertThat(written.folders()).containsExactly(new PullResult.Folder("go", false, List.of()));
        assertThat(files("template")).containsOnlyKeys("go/a", "go/bin/run.sh", "go/meta.json");
        assertThat(project.resolve("template/go/bin/run.sh"))
                .hasBinaryContent(run.bytes())
                .isExecutable();
        assertThat(mode("template/go/a")).isEqualTo("rw-r--r--");
        assertThat(mode("template/go/meta.json")).isEqualTo("rw-r--r--");
        assertThat(project.resolve("template/go/meta.json"))
                .content()
                .matches("\\{\"repository\":\"https://host/t\",\"sha\":\"" + SHA
                        + "\",\"written_at\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?"
                        + "(Z|[+-]\\d\\d:\\d\\d)\"}");
    }

    @Test
    void aRefNamesTheFolderAndStandsInTheMeta() throws IOException {
        PullResult written = write(all(repository("1.0", template("go"))), true);
        assertThat(written.names()).containsExactly("go@1.0");
        assertThat(Files.readString(project.resolve("template/go@1.0/meta.json")))
                .contains(",\"ref_name\":\"1.0\",");
    }

    @Test
    void aRefThatWouldNameAFolderInAFolderIsRefused() {
        assertThatThrownBy(() -> all(repository("feature/x", template("go"))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("NAME@REF")
                .hasMessageContaining("#sha-");
    }

    @Test
    void filesAreReplacedAndTheUsersOwnStay() throws IOException {
        put("template/go/a", "mine");
        put("template/go/same", "same");
        put("template/go/own/extra", "kept");
        put("template/go/meta.json", "{}");
        put("template/other/b", "kept");
        Files.createSymbolicLink(project.resolve("template/go/link"), Path.of("own/extra"));
        Files.setPosixFilePermissions(project.resolve("template/go/own"), PosixFilePermissions.fromString("rwx------"));

        PullResult written = write(
                all(repository(null, template("go", TemplateFile.of("a", "theirs"), TemplateFile.of("same", "same")))),
                true);

        assertThat(written.folders()).containsExactly(new PullResult.Folder("go", true, List.of("a")));
        assertThat(files("template"))
                .containsEntry("go/a", "theirs")
                .containsEntry("go/same", "same")
                .containsEntry("go/own/extra", "kept")
                .containsEntry("go/link", "-> own/extra")
                .containsEntry("other/b", "kept");
        assertThat(mode("template/go/own")).isEqualTo("rwx------");
        assertThat(project.resolve(".faas-trace/.gitignore")).hasContent("*\n");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aLinkInTheTemplateIsReplacedAndNotWrittenThrough() throws IOException {
        put("outside", "untouched");
        put("template/go/x", "");
        Files.createSymbolicLink(project.resolve("template/go/a"), project.resolve("outside"));
        write(all(repository(null, template("go", TemplateFile.of("a", "theirs")))), true);
        assertThat(project.resolve("outside")).hasContent("untouched");
        assertThat(project.resolve("template/go/a")).hasContent("theirs");
    }

    @Test
    void withoutOverwriteNothingIsWrittenWhereOneExists() throws IOException {
        put("template/go/a", "mine");
        Map<String, String> before = files("");
        PullPlan landing = all(repository(null, template("go"), template("node")));
        assertThatThrownBy(() -> write(landing, false)).hasMessageContaining("unable to overwrite the following: [go]");
        assertThat(files("")).isEqualTo(before);
        assertThat(write(all(repository("1.0", template("go"))), false).names()).containsExactly("go@1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"template", "template/go", "template/go/sub", ".faas-trace"})
    void aLinkOnTheWayIsRefusedAndNamed(String link) throws IOException {
        Path elsewhere = Files.createDirectories(project.resolve("elsewhere"));
        Files.createDirectories(project.resolve(link).getParent());
        Files.createSymbolicLink(project.resolve(link), elsewhere);
        assertThatThrownBy(() -> write(all(repository(null, template("go", TemplateFile.of("sub/a", "x")))), true))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(link);
        assertThat(elsewhere).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "a/b", "../x", "/x", "a\\b", "a\nb", ".git", "a\0b"})
    void aFolderCanHaveNoSuchName(String name) throws IOException {
        FetchedRepository repository = repository(null, template("go"));
        assertThatThrownBy(() -> write(PullPlan.one(repository, "go", name), true))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("can't have this name");
        assertThat(files("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "/x", ".git/hooks/x", "a\0b", "a//b"})
    void aFileCanHaveNoSuchName(String path) throws IOException {
        assertThatThrownBy(() -> write(all(repository(null, template("go", TemplateFile.of(path, "x")))), true))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("the name is refused");
        assertThat(files("template")).isEmpty();
        assertThat(project.resolve("x")).doesNotExist();
    }

    @Test
    void aFileWhereTheTemplateHasAFolderIsRefusedAndTheOtherWayRound() throws IOException {
        put("template/go/a", "file");
        put("template/go/b/c", "folder");
        Map<String, String> before = files("template");
        assertThatThrownBy(() -> write(all(repository(null, template("go", TemplateFile.of("a/x", "")))), true))
                .hasMessageContaining("template/go/a/x");
        assertThatThrownBy(() -> write(all(repository(null, template("go", TemplateFile.of("b", "")))), true))
                .hasMessageContaining("template/go/b");
        assertThat(files("template")).isEqualTo(before);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aSecondRunSaysThatItWaitsAndThenWrites() throws IOException {
        WorkLock first = WorkLock.exclusive(project, waiting -> {});
        List<String> told = new ArrayList<>();
        Progress progress = new Progress() {
            @Override
            public void step(String what, long done, long total) {}

            @Override
            public void waiting(String sentence) {
                told.add(sentence);
                first.close();
            }
        };
        new TemplateFolder(project, progress).write(all(repository(null, template("go"))), true);
        assertThat(told).containsExactly("Waiting for another faas-trace that is running here.");
        assertThat(project.resolve("template/go")).isDirectory();
    }

    @Test
    void whatAnotherRunHasPulledMeanwhileIsNotMissingAnyMore() throws IOException {
        put("template/go/a", "theirs");
        PullResult written = new TemplateFolder(project, Progress.NONE)
                .writeMissing(List.of(all(repository(null, template("go"), template("node")))));
        assertThat(written.names()).containsExactly("node");
        assertThat(project.resolve("template/go/a")).hasContent("theirs");
    }

    private String mode(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(project.resolve(path)));
    }
}
