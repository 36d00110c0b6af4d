package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests invalid input. The exit code must be 2. The message must say where the error is, what is wrong and what to do.
 * No file may change.
 */
@Timeout(60)
class BadInputIT extends BadInputFixture {
    @Test
    void noNetwork() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        source("http://127.0.0.1:" + port + "/x.git");
        fails("127.0.0.1:" + port, "patch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"template", "template store", "overlay", "enable"})
    void aGroupOfCommandsAloneDoesNothingAndSaysSo(String line) {
        Sandbox.Result result = sandbox.run(line.split(" "));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("error: faas-trace " + line + ": needs a subcommand\n");
    }

    /** Each _ stands for an empty argument, such as one from an unset variable in a script. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "template pull _",
                "template pull stack -f _",
                "template store pull _",
                "template store describe _",
                "status _",
                "status -f _",
                "status --overlays _",
                "patch _",
                "patch --output _",
                "revert _",
                "overlay eject _ --to x",
                "overlay validate _",
                "overlay validate _ --on template/go",
                "fold _",
                "convert _ --to pprof",
                "flamegraph _",
                "heatmap _",
                "compare _ _",
                "collect --port 0 --dir _ --tls-certificate _ --tls-key _",
                "record --pid _",
                "enable docker --output _",
                "try _"
            })
    void anEmptyNameIsShownAsOne(String line) {
        String[] words = Stream.of(line.split(" "))
                .map(word -> word.equals("_") ? "" : word)
                .toArray(String[]::new);
        Sandbox.Result result = sandbox.run(words);
        assertThat(result.err()).doesNotContain("error: :");
        assertThat(result.code()).as(result.err()).isNotEqualTo(3);
    }

    @Test
    void noSuchRef() {
        source("file://" + sandbox.upstream() + "#nope");
        fails("nope", "patch");
        fails("nope", "template", "pull", sandbox.upstream() + "#nope");
    }

    @Test
    void noTemplateRepository() throws IOException {
        source("file://" + Files.createDirectories(folder.resolve("empty")));
        fails("empty", "patch");
        Sandbox other = Sandbox.in(folder.resolve("other")).upstreamFile("README", "x");
        other.commit();
        source("file://" + other.upstream());
        fails("template", "patch");
    }

    @Test
    void aTemplateTheRepositoryDoesNotHave() {
        sandbox.write(
                "stack.yaml",
                "functions: {f: {lang: zig}}\nconfiguration: {templates: [{name: zig, source: 'file://"
                        + sandbox.upstream() + "'}]}");
        fails("zig", "patch");
    }

    @Test
    void aPasswordInTheCollectorsUrlGoesNowhere() {
        String url = "https://me:s3cret@collector.example/";
        assertThat(fails("--url", "patch", "--url", url).err())
                .contains("FAAS_TRACE_TOKEN_FILE")
                .doesNotContain("s3cret");
        Map<String, String> before = sandbox.snapshot();
        sandbox.write("faas-trace.yaml", "url: " + url + "\n");
        assertThat(fails("faas-trace.yaml:1:", "patch").err()).doesNotContain("s3cret");
        restore(before, "faas-trace.yaml");
        assertThat(sandbox.run("patch", "--url", "https://collector.example/a@b")
                        .code())
                .isZero();
    }

    @Test
    void aUrlWithoutAHostIsNone() {
        for (String url : List.of("http://", "http:///x", "https://?x", "http://:4141/", "http://#x")) {
            fails("--url", "patch", "--url=" + url);
            fails("--proxy", "patch", "--proxy=" + url);
        }
    }

    @Test
    void whatIsNoNumberIsCalledSo() {
        fails("--port x: is not a whole number", "collect", "--port=x");
        fails("--pid x: is not a whole number", "record", "--pid=x");
        fails("--port 99999999999: is out of bounds", "collect", "--port=99999999999");
        fails("--tid -99999999999: is out of bounds", "fold", "--tid=-99999999999", "x");
        fails("--from x: is not a number", "heatmap", "--from=x", "trace.perf");
    }

    @Test
    void unknownNamesCommandsAndOptions() {
        fails("nope", "patch", "nope");
        fails("nope", "revert", "nope");
        fails("nope", "status", "nope");
        for (String[] line :
                new String[][] {{"ptach"}, {"patch", "--nope"}, {"patch", "--format", "x"}, {"patch", "--url"}}) {
            Map<String, String> before = sandbox.snapshot();
            Sandbox.Result result = sandbox.run(line);
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).isNotBlank().doesNotContain("\tat ");
            assertThat(sandbox.snapshot()).isEqualTo(before);
        }
    }

    @Test
    void aNameGivenTwiceIsOne() {
        assertThat(sandbox.run("patch", "go", "template/go", "go").code()).isZero();
    }
}
