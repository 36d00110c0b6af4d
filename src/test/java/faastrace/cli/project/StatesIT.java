package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests every state of a template: what {@code status} reports, and what {@code patch} and {@code revert} do. */
class StatesIT extends StatesFixture {
    @Test
    void untouched() {
        assertStatus("untouched", 1);
        heals("patched");
        reverts();
    }

    @Test
    void patched() {
        patch();
        assertStatus("patched", 0);
        heals("unchanged");
        reverts();
    }

    @Test
    void outdatedByASetting() {
        patch();
        sandbox.write("faas-trace.yaml", "frequency: 99\n");
        assertStatus("outdated", 1);
        heals("updated");
        assertThat(dockerfile()).contains("FAAS_TRACE_FREQUENCY=\"99\"");
        reverts();
    }

    @Test
    void outdatedByAnOverlayAndRevertedFromThere() throws IOException {
        patch();
        Path overlay = sandbox.project().resolve("overlays/debian");
        Sandbox.copy(Path.of("template-overlays/debian"), overlay);
        Path file = overlay.resolve("overlay.yml");
        Files.writeString(file, Files.readString(file).replace("apt-get install", "apt-get  install"));
        sandbox.write("faas-trace.yaml", "overlays: overlays\n");
        assertStatus("outdated", 1);
        reverts();
        patch();
        assertStatus("patched", 0);
        Sandbox.delete(overlay);
        assertThat(sandbox.run("revert").code()).isZero();
    }

    @Test
    void overwrittenByFaasCli() {
        patch();
        Sandbox.copy(pulledCopy, sandbox.project().resolve("template"));
        assertStatus("overwritten", 1);
        assertThat(sandbox.run("status").out()).contains("the patch is no longer in Dockerfile");
        heals("patched again");
        Sandbox.copy(pulledCopy, sandbox.project().resolve("template"));
        reverts();
    }

    @Test
    void overwrittenInOneFileOnly() throws IOException {
        patch();
        copyBack("index.py");
        assertStatus("overwritten", 1);
        heals("patched again");
        copyBack("Dockerfile");
        reverts();
    }

    @Test
    void overwrittenAndItsAddedFilesLost() {
        patch();
        Sandbox.delete(sandbox.project().resolve("template"));
        Sandbox.copy(pulledCopy, sandbox.project().resolve("template"));
        assertStatus("overwritten", 1);
        heals("patched again");
        Sandbox.delete(sandbox.template(NAME).resolve("faas-trace"));
        assertThat(sandbox.run("status", "--check").code()).isEqualTo(1);
        heals("updated");
        Sandbox.delete(sandbox.template(NAME).resolve("faas-trace"));
        reverts();
    }

    @Test
    void editedOutsideTheBlock() throws IOException {
        patch();
        replace("Dockerfile", "WORKDIR", "LABEL mine=1\nWORKDIR");
        replace("index.py", "from function", "# mine\nfrom function");
        assertStatus("edited", 1);
        assertThat(sandbox.run("status").out()).contains("edited since the patch: Dockerfile, index.py");
        assertThat(sandbox.run("patch", "--frequency", "99").code()).isZero();
        assertThat(dockerfile()).contains("LABEL mine=1", "FAAS_TRACE_FREQUENCY=\"99\"");
        assertThat(sandbox.read("template/" + NAME + "/index.py")).contains("# mine", "faas_trace");
        assertThat(sandbox.run("status").out()).contains("outdated");
        assertThat(sandbox.run("revert").code()).isZero();
        assertThat(dockerfile()).contains("LABEL mine=1").doesNotContain("faas-trace");
        replace("Dockerfile", "LABEL mine=1\n", "");
        replace("index.py", "# mine\n", "");
        assertThat(templates()).isEqualTo(pulled);
    }

    @Test
    void editedInsideTheBlockIsRefusedAndNothingChanges() throws IOException {
        patch();
        replace("Dockerfile", "RUN [\"/bin/sh\"", "RUN [ \"/bin/sh\"");
        Map<String, String> before = sandbox.snapshot();
        assertStatus("edited", 1);
        for (String[] command :
                new String[][] {{"patch"}, {"revert"}, {"revert", "--dry-run"}, {"patch", "--output", "o"}}) {
            Sandbox.Result result = sandbox.run(command);
            assertThat(result.code()).as(String.join(" ", command)).isEqualTo(2);
            assertThat(result.err()).contains("template/" + NAME + "/Dockerfile", "cure:");
            assertThat(sandbox.snapshot()).isEqualTo(before);
        }
        replace("Dockerfile", "RUN [ \"/bin/sh\"", "RUN [\"/bin/sh\"");
        assertStatus("patched", 0);
        reverts();
    }

    @Test
    void anAddedFileThatWasEditedIsRenewedAndNamed() throws IOException {
        patch();
        Path agent = sandbox.template(NAME).resolve("faas-trace/faas-trace-agent");
        Files.writeString(agent, Files.readString(agent) + "# mine\n");
        Sandbox.Result status = sandbox.run("status", "--check");
        assertThat(status.out())
                .contains("patch added faas-trace/faas-trace-agent: patch overwrites your edits in added files");
        assertThat(status.err()).contains("your edits are kept, except in files that patch added.");
        Sandbox.Result patch = sandbox.run("patch");
        assertThat(patch.out()).startsWith("updated");
        assertThat(patch.err())
                .contains("Warning: template/" + NAME
                        + "/faas-trace/faas-trace-agent was edited by hand, and has been replaced");
        assertThat(sandbox.run("patch").err()).doesNotContain("Warning");
        Files.writeString(agent, "");
        Sandbox.Result revert = sandbox.run("revert");
        assertThat(revert.err())
                .contains("Warning: template/" + NAME
                        + "/faas-trace/faas-trace-agent was edited by hand, and has been removed");
        assertThat(templates()).isEqualTo(pulled);
    }

    @Test
    void upstreamMoved() throws IOException {
        patch();
        String index = "template/" + NAME + "/Dockerfile";
        sandbox.upstreamFile(index, Files.readString(pulledCopy.resolve(NAME + "/Dockerfile")) + "LABEL new=1\n");
        String commit = sandbox.commit();
        assertThat(sandbox.run("template", "pull", "stack").err()).contains("was patched");
        assertStatus("upstream moved", 1);
        heals("patched again");
        assertThat(sandbox.read("faas-trace.lock")).contains(commit);
        assertThat(dockerfile()).contains("LABEL new=1", "faas-trace-agent");
        assertThat(sandbox.run("revert").code()).isZero();
        assertThat(dockerfile()).contains("LABEL new=1").doesNotContain("faas-trace");
        patch();
        sandbox.run("template", "pull", "stack");
        assertThat(sandbox.run("revert").code()).isZero();
        assertThat(dockerfile()).contains("LABEL new=1").doesNotContain("faas-trace");
    }

    @Test
    void refused() {
        sandbox.write("template/" + NAME + "/Dockerfile", "FROM scratch\nCMD [\"/fwatchdog\"]\n");
        Map<String, String> before = sandbox.snapshot();
        Sandbox.Result status = sandbox.run("status", "--check");
        assertThat(status.code()).isZero();
        assertThat(status.out()).contains("refused", "its image scratch (Dockerfile:");
        assertThat(sandbox.run("patch").code()).isEqualTo(2);
        assertThat(sandbox.run("patch").err()).contains("0 traced, 1 refused");
        Sandbox.Result named = sandbox.run("patch", NAME);
        assertThat(named.code()).isEqualTo(2);
        assertThat(named.err()).contains("template/" + NAME, "scratch", "--leave-out");
        before.keySet().removeIf(path -> path.startsWith(".faas-trace"));
        Map<String, String> after = sandbox.snapshot();
        after.keySet().removeIf(path -> path.startsWith(".faas-trace"));
        assertThat(after).isEqualTo(before);
    }

    @Test
    void refusedAfterItWasPatchedStillReverts() {
        patch();
        sandbox.write("template/" + NAME + "/Dockerfile", "FROM scratch\nCMD [\"/fwatchdog\"]\n");
        Sandbox.Result status = sandbox.run("status");
        assertThat(status.code()).isZero();
        Sandbox.Result revert = sandbox.run("revert");
        assertThat(revert.code()).isIn(0, 2);
    }

    @Test
    void missing() {
        Sandbox.delete(sandbox.project().resolve("template"));
        Map<String, String> before = sandbox.snapshot();
        assertStatus("missing", 1);
        assertThat(sandbox.snapshot()).isEqualTo(before);
        heals("patched");
        Sandbox.delete(sandbox.project().resolve("template"));
        assertStatus("missing", 1);
        assertThat(sandbox.run("revert").code()).isZero();
        heals("patched again");
        reverts();
    }

    private void assertStatus(String state, int check) {
        Sandbox.Result status = sandbox.run("status", "--check");
        assertThat(status.err())
                .isIn(
                        "",
                        state.equals("untouched") ? "Run 'faas-trace patch' to patch them.\n" : "",
                        state.equals("missing")
                                ? "Run 'faas-trace patch' to pull what is missing and patch it.\n"
                                : "Run 'faas-trace patch' to update them; your edits are kept.\n",
                        "template/" + NAME + "/Dockerfile: the patched block was edited, so patch can't tell your"
                                + " changes from its own; undo your change in that block, or pull the template again with --overwrite.\n");
        assertThat(status.out()).startsWith(String.format("%-14s", state)).contains(NAME);
        assertThat(status.code()).isEqualTo(check);
    }

    private void heals(String word) {
        Sandbox.Result result = sandbox.run("patch");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).startsWith(word);
        assertStatus("patched", 0);
        assertThat(sandbox.run("patch", "--check", "--locked").code()).isZero();
    }

    private void reverts() {
        Sandbox.Result result = sandbox.run("revert");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(templates()).isEqualTo(pulled);
        assertThat(sandbox.project().resolve("faas-trace.lock")).doesNotExist();
    }

    private void copyBack(String file) throws IOException {
        Path target = sandbox.template(NAME).resolve(file);
        Files.delete(target);
        Files.copy(pulledCopy.resolve(NAME).resolve(file), target);
    }

    @Test
    void aPatchIsTakenOutHoweverBrokenSettingsAndOverlaysAre() {
        patch();
        sandbox.write("overlays/broken/overlay.yml", "version: nonsense\n");
        sandbox.write("faas-trace.yaml", "overlays: overlays\nfrequency: many\n");
        assertThat(sandbox.run("patch").code()).isEqualTo(2);
        reverts();
    }
}
