package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import faastrace.document.Json;
import faastrace.document.Value;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Tests how the commands report the state of a template, and the reasons that they give. */
class StatusReportIT extends StatesFixture {
    @Test
    void explainSaysWhatWasReadAndWhere() {
        patch();
        Sandbox.Result status = sandbox.run("status", "--explain");
        assertThat(status.out()).contains("template/" + NAME, "process", "(Dockerfile:10)", "overlays agent, debian");
    }

    @Test
    void theJsonFormCarriesAVersionAndOneShape() {
        patch();
        Value json =
                Json.read("status", sandbox.run("status", "--format", "json").out());
        assertThat(json.require("version").text()).isEqualTo("1");
        Value template = json.require("templates").items().get(0);
        assertThat(template.fields()).containsOnlyKeys("name", "folder", "state", "level", "overlays", "notes");
        assertThat(template.require("state").text()).isEqualTo("patched");
        assertThat(template.require("level").text()).isEqualTo("invocation");
        sandbox.write("template/" + NAME + "/Dockerfile", "FROM scratch\n");
        Value again =
                Json.read("status", sandbox.run("status", "--format", "json").out());
        assertThat(again.require("templates").items().get(0).fields()).containsKey("reason");
    }

    @Test
    void whatPatchRefusesItsChecksRefuseInTheSameWords() throws IOException {
        patch();
        replace("Dockerfile", "faas-trace-agent\", \"watchdog\"", "faas-trace-agent\", \"WATCH\"");
        Sandbox.Result status = sandbox.run("status", "--check");
        assertThat(status.out()).startsWith("edited").contains("the patched block in Dockerfile was edited");
        assertThat(status.code()).isEqualTo(1);
        Sandbox.Result patch = sandbox.run("patch");
        assertThat(patch.code()).isEqualTo(2);
        assertThat(patch.err()).contains("template/" + NAME + "/Dockerfile: the patched block was edited");
        for (String[] command : new String[][] {
            {"patch", NAME},
            {"patch", "--dry-run"},
            {"patch", "--check"},
            {"patch", "--check", "--locked"},
            {"patch", "--check", "--format", "json"},
            {"patch", "--output", "o"},
            {"patch", "--output", "o", "--check"}
        }) {
            assertThat(sandbox.run(command)).as(String.join(" ", command)).isEqualTo(patch);
        }
    }

    @Test
    void whatIsMissingIsToBePulled() {
        Sandbox missing = Sandbox.in(folder.resolve("missing")).stack("go", "zig");
        Sandbox.Result all = missing.run("status", "--check");
        assertThat(all.out()).containsPattern("missing +go").containsPattern("missing +zig");
        assertThat(all.err()).isEqualTo("Run 'faas-trace patch' to pull what is missing and patch it.\n");
        assertThat(all.code()).isEqualTo(1);
        missing.local("go-middleware", "go");
        assertThat(missing.run("status").err())
                .isEqualTo("Run 'faas-trace patch' to pull what is missing and update the others;"
                        + " your edits are kept.\n");
    }

    @Test
    void whereThereIsNoTemplateTheReasonIsSaid() {
        Sandbox none = Sandbox.in(folder.resolve("none"));
        saysWhyNothing(none, "no stack file that needs one", "'faas-trace template pull'");
        none.write("stack.yaml", "functions: {}\n");
        saysWhyNothing(none, "stack.yaml: it has no functions", "add functions to it");
        none.write("stack.yaml", "functions: {f: {handler: ./f}}\n");
        saysWhyNothing(none, "stack.yaml: none of its functions has the key 'lang'", "add 'lang: TEMPLATE'");
        none.write("stack.yaml", "functions: {f: {lang: dockerfile, handler: ./f}}\n")
                .write("f/Dockerfile", "FROM x\n");
        saysWhyNothing(none, "bring their own Dockerfile", "'faas-trace patch --functions'");
    }

    private static void saysWhyNothing(Sandbox sandbox, String reason, String cure) {
        Sandbox.Result status = sandbox.run("status");
        assertThat(status.code()).as(status.err()).isZero();
        assertThat(status.out()).isEmpty();
        assertThat(status.err()).startsWith("Nothing to show. ").contains(reason, cure);
    }
}
