package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingOrderTest {
    /** Readers of a diff want to see the changes to the Dockerfile and the entry first, not the agent's text. */
    @Test
    void aDiffBeginsWithWhatIsChangedAndEndsWithTheLongestNewFile(@TempDir Path folder) {
        Sandbox sandbox = Sandbox.in(folder).local("python-isolated", "fast").local("ruby-sinatra", "sinatra");
        List<String> files = files(sandbox.run("patch", "--dry-run").out());
        assertThat(files)
                .startsWith(
                        "template/fast/Dockerfile",
                        "template/fast/index.py",
                        "template/sinatra/Dockerfile",
                        "template/sinatra/index.rb")
                .endsWith("template/fast/faas-trace/faas-trace-agent", "template/sinatra/faas-trace/faas-trace-agent");
        assertThat(sandbox.run("patch").code()).isZero();
        assertThat(files(sandbox.run("revert", "--dry-run").out())).isEqualTo(files);
    }

    private static List<String> files(String diff) {
        return diff.lines()
                .filter(line -> line.startsWith("diff --git "))
                .map(line -> line.replaceFirst(".* b/", ""))
                .toList();
    }
}
