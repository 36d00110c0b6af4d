package faastrace.source;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Main;
import faastrace.collector.CollectorFixture;
import faastrace.collector.store.FileName;
import faastrace.trace.call.SyntheticCalls;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that read traces from a real collector. */
class CollectorTracesIT extends CollectorFixture {
    private static final Instant NOW = Instant.now();

    @TempDir
    Path here;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String oldest;

    @BeforeEach
    void writeTraces() throws IOException {
        oldest = write("pi", 3, "version=v1", "old_code");
        write("pi", 1, "version=v2", "new_code");
        write("fib", 1, "version=v1", "fib_code");
    }

    private String write(String function, int hoursAgo, String meta, String code) throws IOException {
        String file = FileName.of(NOW.minus(hoursAgo, ChronoUnit.HOURS));
        Files.writeString(
                Files.createDirectories(directory.resolve(function)).resolve(file),
                "# faas-trace 1\n# faas-trace meta function=" + function + " " + meta + "\n"
                        + "# faas-trace invocation id=" + code + " start=5.0 end=6.0 pid=7 tid=8 overlap=0\n"
                        + "app 7/8 [000] 5.5: 5000000 cpu-clock:u:\n\t7f " + code + " (/a)\n\n");
        return "/v1/traces/" + function + "/" + file;
    }

    @Test
    void theTracesOfACollectorAreChosenLikeThoseOfAFolder() {
        assertThat(folded("/")).isEqualTo("fib_code new_code old_code");
        assertThat(folded("", "--function", "pi")).isEqualTo("new_code old_code");
        assertThat(folded("/", "--since", "2h")).isEqualTo("fib_code new_code");
        assertThat(folded("/", "--until", "2h")).isEqualTo("old_code");
        assertThat(folded("/", "--version-of", "v1")).isEqualTo("fib_code old_code");
        assertThat(folded("/v1/traces", "--version-of", "v1", "--function", "pi"))
                .isEqualTo("old_code");
        assertThat(folded("/functions/fib")).isEqualTo("fib_code");
        assertThat(folded(oldest)).isEqualTo("old_code");
        assertThat(folded(oldest.substring("/v1".length()) + "?x=y#zoom=1")).isEqualTo("old_code");
        assertThat(run("show", uri("/").toString())).isZero();
        assertThat(out.toString()).contains("old_code", "fib_code", uri(oldest).toString());
    }

    @Test
    void versionsAreComparedWithoutAFolder() throws IOException {
        for (int i = 0; i < 2; i++) {
            String version = "meta version=v" + (i + 1) + " ";
            String text = new SyntheticCalls(i).more("render", i * 0.2).text().replace("meta ", version);
            Files.createDirectories(directory.resolve("shop"));
            Files.writeString(directory.resolve("shop").resolve(FileName.of(NOW)), text.replace("id=c", "id=" + i));
        }
        assertThat(run(
                        "compare",
                        "--function",
                        "shop",
                        "--before-version",
                        "v1",
                        "--after-version",
                        "v2",
                        "--fail-above",
                        "10%",
                        uri("/").toString()))
                .as(err.toString())
                .isEqualTo(1);
        assertThat(out.toString()).contains("before (200 invocations)", "after (200 invocations)", "render");
    }

    @Test
    void aTokenIsReadFromAFile() throws IOException {
        Path tokens = Files.writeString(here.resolve("tokens"), "s3cret\n");
        Files.writeString(here.resolve("wrong"), "wr0ng\n");
        restart(settings().withTokens(tokens));
        assertThat(folded("/functions/pi", "--token-file", "tokens")).isEqualTo("new_code old_code");
        fails("the collector requires a token", "fold", uri("/").toString());
        assertThat(err.toString()).contains("--token-file FILE");
        fails("the collector rejects the token", "fold", "--token-file", "wrong", uri("/").toString());
        assertThat(err.toString()).doesNotContain("wr0ng");
        fails("no collector is named", "fold", "--token-file", "tokens", "some.perf");
    }

    @Test
    void aCollectorBelowABasePathIsFound() {
        restart(settings().under("/tr/"));
        assertThat(folded("/tr/", "--function", "fib")).isEqualTo("fib_code");
        assertThat(folded("/tr" + oldest)).isEqualTo("old_code");
        assertThat(folded("/tr/functions/fib/")).isEqualTo("fib_code");
    }

    @Test
    void whatCannotBeReadIsSaidWithACure() throws IOException {
        fails("none of the traces matches: function nix", "fold", "--function", "nix", uri("/").toString());
        fails("existing versions: v1, v2", "fold", "--version-of", "v9", uri("/").toString());
        fails("there is no collector at this URL", "fold", uri("/elsewhere/").toString());
        fails("has no such trace", "fold", uri("/v1/traces/pi/none.perf.gz").toString());
        fails("names no trace", "fold", uri("/v1/traces/pi/%2e%2e").toString());
        fails("it has a query", "fold", uri("/functions/pi?version=v1").toString());
        Files.write(directory.resolve("fib/cut.perf.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
        assertThat(folded("/")).isEqualTo("fib_code new_code old_code");
        assertThat(err.toString()).contains("warning: " + uri("/v1/traces/fib/cut.perf.gz") + ": left out");
        int port = collector.port();
        collector.close();
        fails("the collector can't be reached", "fold", "http://127.0.0.1:" + port + "/");
        assertThat(err.toString()).contains("faas-trace doctor --url");
        start();
    }

    private String folded(String path, String... options) {
        String[] words = new String[options.length + 4];
        words[0] = "fold";
        words[1] = "--weight";
        words[2] = "samples";
        System.arraycopy(options, 0, words, 3, options.length);
        words[words.length - 1] = "http://127.0.0.1:" + collector.port() + path;
        assertThat(run(words)).as(err.toString()).isZero();
        return out.toString().replaceAll("app;(\\w+) 1\n", "$1 ").strip();
    }

    private void fails(String message, String... arguments) {
        assertThat(run(arguments)).as(message).isEqualTo(2);
        assertThat(err.toString()).contains(message, "cure: ");
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(here, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
