package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests everyday use and its output. */
class EverydayTest {
    private static final String NAME = "python-isolated";

    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void oneTemplatePulled() {
        sandbox = Sandbox.in(folder).upstream(NAME, NAME).stack(NAME);
        sandbox.commit();
        assertThat(sandbox.run("template", "pull", "stack").code()).isZero();
    }

    @Test
    void aTemplateThatWasNeverPatchedDoesNotKeepOthersFromReverting() throws IOException {
        Map<String, String> before = sandbox.templates();
        assertThat(sandbox.run("patch").code()).isZero();
        Path link = sandbox.project().resolve("template/linked");
        Files.createSymbolicLink(link, folder);
        Sandbox.Result revert = sandbox.run("revert");
        assertThat(revert.code()).as(revert.err()).isZero();
        Files.delete(link);
        assertThat(sandbox.templates()).isEqualTo(before);
    }

    @Test
    void copiesObeyDryRunAndCheck() {
        Map<String, String> before = sandbox.snapshot();
        Sandbox.Result dry = sandbox.run("patch", "--output", "copies", "--suffix", "-traced", "--dry-run");
        assertThat(dry.code()).isZero();
        assertThat(dry.out()).contains("+++ b/template/python-isolated-traced/Dockerfile");
        assertThat(sandbox.run("patch", "--output", "copies", "--check").code()).isEqualTo(1);
        assertThat(sandbox.snapshot()).isEqualTo(before);
        assertThat(sandbox.run("patch", "--output", "copies").code()).isZero();
        assertThat(sandbox.run("patch", "--output", "copies", "--check").code()).isZero();
    }

    @Test
    void copiesNeverLandOnOriginalsOrOnWhatIsNotOurs() {
        sandbox.write("other/template/python-isolated/Dockerfile", "FROM scratch\n");
        sandbox.write("file", "");
        Map<String, String> before = sandbox.snapshot();
        assertThat(sandbox.run("patch", "--suffix", "x").err()).contains("--output");
        for (String output : new String[] {"template", "template/python-isolated", "other", "file", ".", ""}) {
            assertThat(sandbox.run("patch", "--output", output).code())
                    .as(output)
                    .isEqualTo(2);
        }
        assertThat(sandbox.snapshot()).isEqualTo(before);
    }

    @Test
    void aStackMayShareItsPartsByAnchorsAndTakeVariables() {
        StringBuilder stack = new StringBuilder("x: &shared {lang: '${NO_SUCH_LANGUAGE:-" + NAME + "}'}\nfunctions:\n");
        for (int i = 0; i < 60; i++) {
            stack.append("  f")
                    .append(i)
                    .append(":\n    <<: *shared\n    limits: *shared\n    lang: '${NO:-")
                    .append(NAME)
                    .append("}'\n");
        }
        sandbox.write("stack.yaml", stack.toString());
        Sandbox.Result patched = sandbox.run("patch");
        assertThat(patched.code()).as(patched.err()).isZero();
        assertThat(patched.out()).contains("patched").contains(NAME);
    }

    @Test
    void statusNeedsNoNetworkAndShowsAllThereIs() {
        sandbox.write(
                "stack.yaml",
                "functions: {a: {lang: " + NAME
                        + "}, b: {lang: far-away}}\nconfiguration: {templates: [{name: far-away,"
                        + " source: 'http://127.0.0.1:9/far.git'}]}\n");
        Sandbox.Result status = sandbox.run("status");
        assertThat(status.code()).isZero();
        assertThat(status.out()).containsPattern("missing +far-away").containsPattern("untouched +" + NAME);
        assertThat(sandbox.run("patch").err()).contains("template/far-away is missing");
    }

    @Test
    void statusShowsTheOthersWhereOneCannotBeRead() {
        sandbox.write("template/broken/Dockerfile", "FROM alpine\n").write("template/broken/template.yml", "a: [\n");
        Sandbox.Result status = sandbox.run("status");
        assertThat(status.code()).isEqualTo(2);
        assertThat(status.out()).containsPattern("refused +broken").containsPattern("untouched +" + NAME);
        assertThat(status.err()).contains("template/broken/template.yml:2:1");
    }

    @Test
    void aTemplateThatCannotBeReadCanBeLeftOut() {
        sandbox.write("template/broken/Dockerfile", "FROM alpine\n").write("template/broken/template.yml", "a: [\n");
        sandbox.write("stack.yaml", "functions: {a: {lang: " + NAME + "}, b: {lang: broken}}\n");
        Sandbox.Result patch = sandbox.run("patch");
        assertThat(patch.code()).isEqualTo(2);
        assertThat(patch.err()).contains("template/broken/template.yml:2:1", "with --leave-out broken");
        assertThat(patch.out()).containsPattern("patched +" + NAME);
        assertThat(sandbox.run("patch", "--leave-out", "broken").code()).isZero();
    }

    @Test
    void aTemplateCannotBeNamedAndLeftOutAtOnce() {
        for (String name : new String[] {NAME, "template/" + NAME + "/"}) {
            for (String command : new String[] {"patch", "status"}) {
                Sandbox.Result result = sandbox.run(command, name, "--leave-out", NAME);
                assertThat(result.code()).isEqualTo(2);
                assertThat(result.err()).contains("--leave-out " + NAME, "the same command names this template");
            }
        }
    }

    @Test
    void aNamedTemplateIsPatchedEvenIfTheSettingsLeaveItOut() {
        sandbox.write("faas-trace.yaml", "leave-out: [" + NAME + "]\n");
        assertThat(sandbox.run("patch", "template/" + NAME).out()).containsPattern("patched +" + NAME);
        assertThat(sandbox.run("revert").code()).isZero();
        assertThat(sandbox.run("patch", NAME).out()).containsPattern("patched +" + NAME);
    }

    @Test
    void aLockOfANewerVersionIsNotCalledBroken() {
        sandbox.write("faas-trace.lock", "version: 2\ntargets: {}\n");
        Sandbox.Result status = sandbox.run("status");
        assertThat(status.code()).isEqualTo(2);
        assertThat(status.err())
                .contains("faas-trace.lock:1:10", "version 2 is newer than this faas-trace", "use a newer faas-trace")
                .doesNotContain("write 1");
        sandbox.write("faas-trace.lock", "version: x\ntargets: {}\n");
        assertThat(sandbox.run("status").err()).contains("write 1");
    }

    @Test
    void aFileInPlaceOfTheFolderOfTemplatesIsSaid() {
        Sandbox.delete(sandbox.project().resolve("template"));
        Sandbox.delete(sandbox.project().resolve("stack.yaml"));
        sandbox.write("template", "");
        for (String command : new String[] {"patch", "status", "revert"}) {
            assertThat(sandbox.run(command).err()).contains("template: this is a file, but a folder is needed");
        }
    }

    @Test
    void twoStackFilesAreSaid() {
        assertThat(sandbox.run("patch").err()).doesNotContain("stack.yml");
        sandbox.write("stack.yml", "functions: {}\n");
        assertThat(sandbox.run("patch").err()).contains("there are both stack.yaml and stack.yml; stack.yaml is used");
    }

    @Test
    void aRefusedTemplateHasNoOverlaysToExplain() {
        sandbox.write("template/" + NAME + "/Dockerfile", "FROM scratch\n");
        assertThat(sandbox.run("status", "--explain").out()).contains("refused").doesNotContain("  overlays ");
    }

    @Test
    void adviceNamesTheTemplatesThatThePatchWouldNotTouchByItself() {
        assertThat(sandbox.run("patch").code()).isZero();
        sandbox.write("stack.yaml", "functions: {f: {lang: dockerfile, handler: ./f}}\n");
        sandbox.write("f/Dockerfile", "FROM alpine\n");
        sandbox.write("faas-trace.yaml", "frequency: 99\n");
        assertThat(sandbox.run("status").err()).contains("Run 'faas-trace patch " + NAME + "' to update");
        assertThat(sandbox.run("patch", NAME).out()).contains("updated");
        assertThat(sandbox.run("status").err()).isEmpty();
    }

    @Test
    void nothingToPatchIsSaidAsItIs() {
        sandbox.write("stack.yaml", "functions: {f: {lang: dockerfile, handler: ./f}}\n");
        assertThat(sandbox.run("patch").err()).contains("--functions");
        sandbox.write("stack.yaml", "functions:\n");
        assertThat(sandbox.run("patch").err()).contains("it has no functions");
        sandbox.write("stack.yaml", "functions: {f: {lang: " + NAME + "}}\n");
        sandbox.write("faas-trace.yaml", "leave-out: [" + NAME + "]\n");
        assertThat(sandbox.run("patch").err()).contains("every template is left out");
        sandbox.write("faas-trace.yaml", "leave-out: [typo]\n");
        assertThat(sandbox.run("patch").err()).contains("there is no template typo to leave out");
    }

    @Test
    void functionsThatStayUntracedAreNamed() {
        sandbox.write("stack.yaml", "functions: {a: {lang: " + NAME + "}, own: {lang: dockerfile, handler: ./own}}\n");
        sandbox.write("own/Dockerfile", "FROM alpine\nENV fprocess=cat\nCMD [\"fwatchdog\"]\n");
        assertThat(sandbox.run("patch").err()).contains("own has its own Dockerfile and is not traced");
        assertThat(sandbox.run("patch", "--functions").err()).doesNotContain("is not traced");
        assertThat(sandbox.run("patch").err()).doesNotContain("is not traced"); // already patched, so it stays patched
    }

    @Test
    void filesThatAreNoTextAreSaid() throws IOException {
        Path stack = sandbox.project().resolve("stack.yaml");
        Files.write(stack, "functions: {}\n".getBytes(StandardCharsets.UTF_16));
        assertThat(sandbox.run("status").err()).contains("stack.yaml: is not UTF-8 text");
        Files.delete(stack);
        Files.createSymbolicLink(stack, Path.of("/dev/zero"));
        assertThat(sandbox.run("status").err()).contains("stack.yaml: is not a plain file");
        Files.delete(stack);
        Files.createSymbolicLink(stack, Path.of("nowhere"));
        assertThat(sandbox.run("status").code()).isEqualTo(2);
    }

    @Test
    void anEditOutsideThePatchIsKept() throws IOException {
        sandbox.run("patch");
        Path entry = sandbox.template(NAME).resolve("index.py");
        Files.writeString(entry, Files.readString(entry) + "# mine\n");
        assertThat(sandbox.run("patch").out()).containsPattern("edit kept +" + NAME);
        assertThat(sandbox.run("revert").code()).isZero();
        assertThat(Files.readString(entry)).endsWith("# mine\n").doesNotContain("faas_trace");
    }

    @Test
    void overlaysAreCheckedToTheirLastText() {
        String head = "version: 1\nkind: runtime\nfiles: [{from: a.ftl, to: a}]\n";
        sandbox.write("mine/own/overlay.yml", head).write("mine/own/a.ftl", "fine\n[#if]\n");
        String mine = sandbox.project().resolve("mine").toString();
        assertThat(sandbox.run("overlay", "validate", mine).err()).contains("own/a.ftl:2:");
        sandbox.write("mine/own/a.ftl", "fine\n[=nosuch]\n");
        assertThat(sandbox.run("overlay", "validate", mine).code()).isZero();
        assertThat(sandbox.run("patch", "--overlays", mine).err())
                .contains("own/a.ftl:2:3: there is no value 'nosuch'");
        sandbox.write("mine/own/a.ftl", "[#list 1..999999999 as i]aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa[/#list]");
        assertThat(sandbox.run("patch", "--overlays", mine).err()).contains("larger than 1 MiB");
        sandbox.write("mine/own/a.ftl", "[#macro m][@m/][/#macro][@m/]");
        assertThat(sandbox.run("patch", "--overlays", mine).code()).isEqualTo(2);
    }
}
