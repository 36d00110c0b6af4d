package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests patched copies of templates. They are written to a template repository, published and pulled, and then
 * recognised as traced.
 */
class GenerateTest {
    @TempDir
    Path folder;

    private Sandbox publisher;

    @BeforeEach
    void pulledTemplates() {
        publisher = Sandbox.in(folder.resolve("publisher"))
                .upstream("python-debian", "python3")
                .upstream("go-middleware", "go")
                .stack("python3", "go");
        publisher.commit();
        publisher.run("template", "pull", "stack");
    }

    @Test
    void copiesAreWrittenAndTheOriginalsStay() {
        Map<String, String> before = publisher.snapshot();
        Sandbox.Result first = publisher.run("patch", "--output", "traced", "--suffix", "-traced");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).containsPattern("written +go ");
        Map<String, String> after = publisher.snapshot();
        assertThat(after).containsAllEntriesOf(before);
        assertThat(after).containsKey("traced/template/python3-traced/faas-trace/faas-trace-agent");
        assertThat(after.get("traced/template/python3-traced/faas-trace/faas-trace-agent"))
                .startsWith("x ");
        assertThat(after).doesNotContainKey("traced/template/go-traced/meta.json");
        assertThat(publisher
                        .run("patch", "--output", "traced", "--suffix", "-traced")
                        .code())
                .isZero();
        assertThat(publisher.snapshot()).isEqualTo(after);
    }

    @Test
    void copiesNeverReplaceTheOriginals() {
        Map<String, String> before = publisher.snapshot();
        for (String output :
                new String[] {".", "../project", publisher.project().toString()}) {
            Sandbox.Result result = publisher.run("patch", "--output", output);
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("would replace the originals", "--suffix");
        }
        assertThat(publisher
                        .run("patch", "--output", "out", "--suffix", "/../x")
                        .code())
                .isEqualTo(2);
        assertThat(publisher.snapshot()).isEqualTo(before);
    }

    @Test
    void aPublishedCopyIsPulledAndKnownAsTraced() {
        Sandbox user = Sandbox.in(folder.resolve("user"));
        publisher.run("patch", "--output", user.upstream().toString(), "--suffix", "-traced");
        user.commit();
        user.stack("python3-traced", "go-traced");
        Sandbox.Result patched = user.run("patch");
        assertThat(patched.code()).as(patched.err()).isZero();
        assertThat(patched.out()).containsPattern("unchanged +python3-traced +invocation");
        assertThat(user.read("faas-trace.lock")).contains("template/go-traced");

        Map<String, String> before = user.snapshot();
        Sandbox.Result status = user.run("status", "--check");
        assertThat(status.code()).isZero();
        assertThat(status.out())
                .containsPattern("patched +go-traced +invocation")
                .contains("go-traced: it was already traced when it was pulled");
        assertThat(user.run("patch", "--check", "--locked").code()).isZero();
        assertThat(user.run("patch", "go-traced").code()).isZero();
        assertThat(user.run("revert").err()).contains("Nothing here is patched");
        assertThat(user.snapshot()).isEqualTo(before);
        Sandbox.delete(user.project().resolve("template"));
        assertThat(user.run("patch", "--check", "--locked").code()).isZero();
    }
}
