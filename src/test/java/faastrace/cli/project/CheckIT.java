package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the read-only modes {@code --dry-run}, {@code --check} and {@code --locked}, including in a clean clone. */
class CheckIT {
    private static final String[] NAMES = {"python-debian", "go-middleware", "node-early-user", "streaming-allow-list"};

    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void templatesUpstream() {
        sandbox = Sandbox.in(folder).upstreamAndStack(NAMES);
    }

    @Test
    void aDryRunWritesNothingAndGitAppliesWhatItPrints() throws Exception {
        assertThat(sandbox.run("template", "pull", "stack").code()).isZero();
        Map<String, String> pulled = sandbox.snapshot();
        Sandbox.Result dry = sandbox.run("patch", "--dry-run");
        assertThat(dry.code()).isZero();
        assertThat(sandbox.snapshot()).isEqualTo(pulled);
        assertThat(git(dry.out(), "apply", "-")).isZero();
        Map<String, String> applied = sandbox.templates();
        assertThat(git(dry.out(), "apply", "-R", "-")).isZero();
        assertThat(sandbox.run("patch").code()).isZero();
        assertThat(sandbox.templates()).isEqualTo(applied);
        assertThat(sandbox.run("patch", "--dry-run").out()).isEmpty();

        Map<String, String> patched = sandbox.snapshot();
        Sandbox.Result undo = sandbox.run("revert", "--dry-run");
        assertThat(sandbox.snapshot()).isEqualTo(patched);
        assertThat(git(undo.out(), "apply", "-")).isZero();
        Map<String, String> undone = sandbox.snapshot();
        undone.keySet().removeIf(path -> path.startsWith(".faas-trace") || path.equals("faas-trace.lock"));
        pulled.keySet().removeIf(path -> path.startsWith(".faas-trace"));
        assertThat(undone).isEqualTo(pulled);
    }

    @Test
    void aDryRunWithoutTemplatesShowsThePatchAndPullsNothing() throws Exception {
        Map<String, String> before = sandbox.snapshot();
        Sandbox.Result dry = sandbox.run("patch", "--dry-run");
        assertThat(dry.code()).as(dry.err()).isZero();
        assertThat(dry.out()).contains("+++ b/template/go-middleware/Dockerfile");
        assertThat(sandbox.snapshot()).isEqualTo(before);
    }

    @Test
    void aCheckTellsByItsExitCodeWhetherSomethingWouldChange() {
        assertThat(sandbox.run("template", "pull", "stack").code()).isZero();
        Map<String, String> pulled = sandbox.snapshot();
        Sandbox.Result red = sandbox.run("patch", "--check");
        assertThat(red.code()).isEqualTo(1);
        assertThat(red.err()).contains("go-middleware: untouched", "run 'faas-trace patch'");
        assertThat(sandbox.snapshot()).isEqualTo(pulled);
        assertThat(sandbox.run("patch").code()).isZero();
        assertThat(sandbox.run("patch", "--check").code()).isZero();
        assertThat(sandbox.run("patch", "--check", "--frequency", "99").code()).isEqualTo(1);
    }

    @Test
    void githubGetsItsOwnFormOfFindings() {
        sandbox.run("template", "pull", "stack");
        assertThat(sandbox.run("patch", "--check", "--format", "github").out())
                .contains("::error title=faas-trace::go-middleware: untouched");
    }

    @Test
    void aCleanCloneWithTheLockIsGreen() {
        Map<String, String> clone = cleanClone();
        Sandbox.Result check = sandbox.run("patch", "--check", "--locked");
        assertThat(check.code()).as(check.err()).isZero();
        assertThat(sandbox.snapshot()).isEqualTo(clone);
    }

    @Test
    void aCleanCloneStaysGreenWhenTheBranchMovedOn() {
        cleanClone();
        sandbox.upstreamFile("template/go-middleware/main.go", "package main\n");
        sandbox.commit();
        Sandbox.Result check = sandbox.run("patch", "--check", "--locked");
        assertThat(check.code()).as(check.err()).isZero();
        assertThat(sandbox.run("patch", "--locked").code()).isZero();
        assertThat(sandbox.read("template/go-middleware/Dockerfile")).contains("faas-trace-go");
    }

    @Test
    void aCleanCloneIsRedWhenASettingChanged() {
        Map<String, String> clone = cleanClone();
        Sandbox.Result flag = sandbox.run("patch", "--check", "--locked", "--window", "7");
        assertThat(flag.code()).isEqualTo(1);
        assertThat(flag.err()).contains("faas-trace.lock would change");
        assertThat(sandbox.run("patch", "--check", "--window", "7").code()).isEqualTo(1);
        assertThat(sandbox.snapshot()).isEqualTo(clone);
        sandbox.write("faas-trace.yaml", "frequency: 99\n");
        assertThat(sandbox.run("patch", "--check", "--locked").code()).isEqualTo(1);
    }

    @Test
    void aCleanCloneIsRedWhenTheLockedContentIsNotWhatUpstreamHas() throws IOException {
        cleanClone();
        String lock = sandbox.read("faas-trace.lock");
        String other = lock.replaceFirst("before: '?[0-9a-f]{64}'?", "before: '" + "0".repeat(64) + "'");
        assertThat(other).isNotEqualTo(lock);
        sandbox.write("faas-trace.lock", other);
        Sandbox.Result check = sandbox.run("patch", "--check", "--locked");
        assertThat(check.code()).isEqualTo(1);
        assertThat(sandbox.run("patch", "--check").code()).isEqualTo(1);
    }

    @Test
    void withoutTheLockAMissingTemplateIsAFinding() throws IOException {
        cleanClone();
        Files.delete(sandbox.project().resolve("faas-trace.lock"));
        assertThat(sandbox.run("patch", "--check", "--locked").code()).isEqualTo(1);
    }

    @Test
    void lockedPatchingWritesTheSameAndRefusesWhatWouldChangeTheLock() {
        sandbox.run("patch");
        Map<String, String> patched = sandbox.templates();
        cleanClone();
        Map<String, String> clone = sandbox.snapshot();
        Sandbox.Result refused = sandbox.run("patch", "--locked", "--window", "7");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("go-middleware: faas-trace.lock would change")
                .doesNotContain("Pulling");
        assertThat(sandbox.snapshot()).isEqualTo(clone);
        Sandbox.Result locked = sandbox.run("patch", "--locked");
        assertThat(locked.code()).as(locked.err()).isZero();
        assertThat(locked.err()).containsOnlyOnce("Pulling missing templates");
        assertThat(sandbox.templates()).isEqualTo(patched);
    }

    @Test
    void lockedPatchingDoesNotPullATemplateThatIsNotInTheLock() {
        sandbox.upstream("python-debian", "another");
        sandbox.commit();
        cleanClone();
        sandbox.run("patch");
        String[] more = Arrays.copyOf(NAMES, NAMES.length + 1);
        more[NAMES.length] = "another";
        sandbox.stack(more);
        Map<String, String> before = sandbox.snapshot();
        Sandbox.Result refused = sandbox.run("patch", "--locked");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("another: faas-trace.lock would change");
        assertThat(sandbox.snapshot()).isEqualTo(before);
    }

    @Test
    void anotherCheckoutWithPatchedTemplatesAndNoKeptOriginalsIsPatchedAndReverts() {
        sandbox.run("template", "pull", "stack");
        Map<String, String> pulled = sandbox.templates();
        sandbox.run("patch");
        Sandbox.delete(sandbox.project().resolve(".faas-trace"));
        assertThat(sandbox.run("status").out()).contains("patched         go-middleware");
        assertThat(sandbox.run("patch", "--check", "--locked").code()).isZero();
        assertThat(sandbox.run("revert").code()).isZero();
        assertThat(sandbox.templates()).isEqualTo(pulled);
    }

    /**
     * Deletes the templates and faas-trace's own folder, so that only the stack file and the lock are left, as in a CI
     * checkout.
     */
    private Map<String, String> cleanClone() {
        Sandbox.Result patched = sandbox.run("patch");
        assertThat(patched.code()).as(patched.err()).isZero();
        Sandbox.delete(sandbox.project().resolve("template"));
        Sandbox.delete(sandbox.project().resolve(".faas-trace"));
        return sandbox.snapshot();
    }

    private int git(String input, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("git");
        builder.command().addAll(java.util.List.of(arguments));
        builder.environment().put("GIT_CEILING_DIRECTORIES", folder.toString());
        Process git = builder.directory(sandbox.project().toFile())
                .redirectErrorStream(true)
                .start();
        git.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        git.getOutputStream().close();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(git.exitValue()).as(said).isZero();
        return git.exitValue();
    }
}
