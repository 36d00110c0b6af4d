package faastrace.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests links and names in a repository that try to lead out of the project or into a command. */
@Timeout(60)
class HostileNamesIT extends HostileTemplatesFixture {
    @ParameterizedTest
    @ValueSource(strings = {"../../../bystander", "/etc/passwd", "../../../../bystander", "loop", "nowhere"})
    void linksThatLeaveTheRepositoryAreRefused(String target) throws IOException {
        Files.createSymbolicLink(sandbox.upstream().resolve("template/x/loop"), Path.of(target));
        sandbox.commit();
        Sandbox.Result pull = sandbox.run("template", "pull", "stack");
        assertThat(pull.code()).isEqualTo(2);
        assertThat(pull.err()).contains("symbolic link", "cure:");
        assertThat(sandbox.run("patch").code()).isEqualTo(2);
        assertThat(sandbox.project().resolve("template")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "index.py", "template.yml", "faas-trace", "faas_trace.py"})
    void linksPutIntoAPulledTemplateAreNotWrittenThrough(String file) throws IOException {
        sandbox.commit();
        sandbox.run("template", "pull", "stack");
        Path link = sandbox.template("x").resolve(file);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, bystander);
        Sandbox.Result patch = sandbox.run("patch");
        assertThat(patch.code()).as(patch.out() + patch.err()).isIn(0, 2);
        assertThat(bystander).hasContent("mine\n");
    }

    @Test
    void aTemplateFolderThatIsALinkIsRefused() throws IOException {
        Files.createSymbolicLink(sandbox.project().resolve("template"), folder);
        sandbox.commit();
        assertThat(sandbox.run("patch").code()).isEqualTo(2);
        Files.delete(sandbox.project().resolve("template"));
        Files.createDirectories(sandbox.project().resolve("template"));
        Files.createSymbolicLink(sandbox.project().resolve("template/x"), sandbox.upstream());
        Sandbox.Result patch = sandbox.run("patch");
        assertThat(patch.code()).isEqualTo(2);
        assertThat(patch.err()).contains("symbolic link");
    }

    @Test
    void ourOwnFolderIsNotWrittenThroughALinkEither() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.createSymbolicLink(sandbox.project().resolve(".faas-trace"), elsewhere);
        sandbox.commit();
        Sandbox.Result patch = sandbox.run("patch");
        assertThat(patch.code()).isEqualTo(2);
        assertThat(patch.err()).contains(".faas-trace");
        assertThat(Sandbox.snapshot(elsewhere)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[=x].py",
                "${x}.py",
                "$(touch pwned).py",
                "a b.py",
                "\u001b[31m.py",
                "a'b\"c.py",
                "-rf.py",
                "\u202ex.py"
            })
    void namesOfFilesAreNeverTakenForAnythingElse(String name) throws IOException {
        Path template = sandbox.upstream().resolve("template/x");
        Files.move(template.resolve("index.py"), template.resolve(name));
        sandbox.upstreamFile(
                "template/x/Dockerfile", read("Dockerfile").replace("index.py", name.replace("\"", "\\\"")));
        attack();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001b[2J", "$(touch pwned)", "a;b", "[=x]", "@|red x|@", "%n%s", "-v"})
    void namesOfTemplatesAreNeverTakenForAnythingElse(String name) throws IOException {
        Files.move(sandbox.upstream().resolve("template/x"), sandbox.upstream().resolve("template/" + name));
        sandbox.write(
                "stack.yaml",
                "functions: {f: {lang: \"" + name.replace("\u001b", "\\e") + "\"}}\n"
                        + "configuration: {templates: [{name: \"" + name.replace("\u001b", "\\e") + "\", source: '"
                        + sandbox.upstream() + "'}]}");
        attack();
    }
}
