package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests functions that have their own Dockerfile. Such a Dockerfile belongs to the user, so it is patched only on
 * request.
 */
class FunctionsTest {
    private static final Path CASE = Sandbox.CASES.resolve("dockerfile-in-function/before/function");

    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void twoFunctions() {
        sandbox = Sandbox.in(folder);
        Sandbox.copy(CASE, sandbox.project().resolve("fn-dockerfile"));
        Sandbox.copy(CASE, sandbox.project().resolve("deep/er"));
        sandbox.upstream("dockerfile-in-function", "dockerfile").stack("dockerfile");
        sandbox.commit();
    }

    @Test
    void theyArePatchedOnRequestAndRevert() {
        sandbox.run("template", "pull", "stack");
        Map<String, String> before = sandbox.snapshot();
        assertThat(sandbox.run("patch", "--dry-run").out()).doesNotContain("fn-dockerfile");
        Sandbox.Result patched = sandbox.run("patch", "--functions");
        assertThat(patched.code()).as(patched.err()).isZero();
        assertThat(patched.out()).containsPattern("patched +function fn-dockerfile");
        assertThat(sandbox.read("fn-dockerfile/Dockerfile")).contains("faas-trace-agent");
        assertThat(sandbox.run("status").out()).containsPattern("patched +function fn-dockerfile");
        assertThat(sandbox.run("patch", "--functions", "--check", "--locked").code())
                .isZero();
        assertThat(sandbox.run("revert", "fn-dockerfile").code()).isZero();
        assertThat(sandbox.run("status").out()).doesNotContain("function fn-dockerfile");
        assertThat(sandbox.run("revert").code()).isZero();
        Map<String, String> after = sandbox.snapshot();
        after.keySet().removeIf(path -> path.startsWith(".faas-trace"));
        before.keySet().removeIf(path -> path.startsWith(".faas-trace"));
        assertThat(after).isEqualTo(before);
    }

    @Test
    void aCapitalDockerfileIsTheSameLanguageAsFaasCliSays() {
        sandbox.write(
                "stack.yaml",
                "functions:\n  one: {lang: Dockerfile, handler: ./fn-dockerfile}\n"
                        + "  two: {lang: dockerfile, handler: deep/er/}\n");
        Sandbox.Result patched = sandbox.run("patch", "--functions");
        assertThat(patched.code()).as(patched.err()).isZero();
        assertThat(patched.out()).containsPattern("patched +function one").containsPattern("patched +function two");
        assertThat(sandbox.run("revert").code()).isZero();
        assertThat(Sandbox.snapshot(sandbox.project().resolve("deep/er"))).isEqualTo(Sandbox.snapshot(CASE));
    }

    @Test
    void twoFunctionsOfOneFolderArePatchedOnce() {
        sandbox.write(
                "stack.yaml",
                "functions:\n  one: {lang: dockerfile, handler: ./fn-dockerfile}\n"
                        + "  two: {lang: dockerfile, handler: fn-dockerfile/}\n");
        Sandbox.Result patched = sandbox.run("patch", "--functions");
        assertThat(patched.code()).as(patched.err()).isZero();
        assertThat(sandbox.run("patch", "--functions").out()).doesNotContain("patched");
        assertThat(sandbox.run("revert").code()).isZero();
        assertThat(Sandbox.snapshot(sandbox.project().resolve("fn-dockerfile"))).isEqualTo(Sandbox.snapshot(CASE));
    }

    @Test
    void aFunctionWhoseFolderIsMissingIsSaidAndNothingIsPulledForIt() {
        sandbox.write("stack.yaml", "functions:\n  one: {lang: dockerfile, handler: ./nowhere}\n");
        Sandbox.Result patched = sandbox.run("patch", "--functions");
        assertThat(patched.code()).isEqualTo(2);
        assertThat(patched.err()).contains("nowhere", "function one", "stack file");
    }

    @Test
    void aHandlerOutsideTheRepositoryIsRefused() {
        for (String handler : new String[] {"../x", "/tmp", "a/../../b", ".", "\"a\\0b\""}) {
            sandbox.write("stack.yaml", "functions:\n  one: {lang: dockerfile, handler: " + handler + "}\n");
            Sandbox.Result patched = sandbox.run("patch", "--functions");
            assertThat(patched.code()).as(handler + patched.err()).isEqualTo(2);
            assertThat(patched.err()).contains("stack.yaml");
        }
    }

    @Test
    void aTemplateOfAVersionIsPulledAtThatVersion() {
        sandbox.upstream("go-middleware", "go");
        sandbox.commit();
        sandbox.tag("1.0");
        sandbox.upstreamFile("template/go/main.go", "package main\n");
        sandbox.commit();
        sandbox.stack("go@1.0");
        Sandbox.Result patched = sandbox.run("patch");
        assertThat(patched.code()).as(patched.err()).isZero();
        assertThat(patched.out()).containsPattern("patched +go@1.0 +invocation");
        assertThat(sandbox.read("template/go@1.0/Dockerfile")).contains("faas-trace-go");
        assertThat(sandbox.read("faas-trace.lock")).contains("template/go@1.0:", "ref: '1.0'");
        Sandbox.delete(sandbox.project().resolve("template"));
        Sandbox.delete(sandbox.project().resolve(".faas-trace"));
        assertThat(sandbox.run("patch", "--check", "--locked").code()).isZero();
        assertThat(sandbox.run("revert").code()).isZero();
    }
}
