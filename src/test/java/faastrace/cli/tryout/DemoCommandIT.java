package faastrace.cli.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.cli.Sandbox;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the demo and checks its output and the files that it leaves. */
class DemoCommandIT {
    private static final List<String> FUNCTIONS = List.of("pi-python", "pi-go", "pi-node", "pi-shell");

    @TempDir
    Path folder;

    @Test
    void eachFunctionAnswersAndAllItsInvocationsArrive() {
        Means.require("perf", "python3", "go", "node");
        Sandbox sandbox = Sandbox.in(folder);
        Sandbox.Result demo =
                sandbox.run("demo", "--stop", "--dir", folder.resolve("demo").toString());
        assertThat(demo.code()).as(demo.out() + demo.err()).isZero();
        assertThat(demo.out()).doesNotContain("Left out", "exit code");
        for (String function : FUNCTIONS) {
            assertThat(demo.out()).containsPattern(function + "-5: 3\\.1415926535… in");
            assertThat(demo.out()).containsPattern(function + " +5 invocations, [1-9][0-9]+ samples");
            assertThat(folder.resolve("demo/stacks").resolve(function)).isDirectoryContaining("glob:**.perf.gz");
        }
        assertThat(demo.out()).containsPattern("pi-node .* [5-9][0-9] % of them inside the functions that compute pi");
        assertThat(demo.out()).containsPattern("pi-go .* [5-9][0-9] % of them inside the functions that compute pi");
    }

    @Test
    void withoutRunningItEndsOncePatched() {
        Sandbox.Result demo = Sandbox.in(folder)
                .run("demo", "--no-run", "--dir", folder.resolve("demo").toString());
        assertThat(demo.code()).as(demo.out() + demo.err()).isZero();
        assertThat(folder.resolve("demo/template/python-http/faas-trace/faas-trace-agent"))
                .exists();
        assertThat(folder.resolve("demo/stacks")).doesNotExist();
    }

    @Test
    void aFolderWithTemplatesIsNotTouched() {
        Sandbox sandbox = Sandbox.in(folder).local("python-debian", "mine");
        Sandbox.Result demo = sandbox.run("demo", "--dir", sandbox.project().toString());
        assertThat(demo.code()).isEqualTo(2);
        assertThat(demo.err()).contains("already has a template/ folder").contains("use an empty folder");
    }
}
