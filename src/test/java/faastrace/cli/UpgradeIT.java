package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.CollectorFixture;
import faastrace.collector.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Continues from files that an earlier version wrote. Its README says how it wrote them. */
class UpgradeIT extends CollectorFixture {
    private static final Path STATE =
            Path.of("src/test/resources/upgrade/0.1.0").toAbsolutePath();

    @TempDir
    Path state;

    @Override
    @BeforeEach
    protected void start() {
        extract("project.tar.gz");
        extract("stacks.tar.gz");
        super.start();
    }

    @Override
    protected Settings settings() {
        return settings(state.resolve("stacks"));
    }

    @Test
    void thePatchIsUpdatedAndCanBeReverted() throws Exception {
        assertThat(faasTrace("status").out()).contains("node-http", "shell-classic");
        assertThat(faasTrace("patch").code()).isZero();
        // Even if no overlay has changed since then, the patch must be replaced when a setting changes.
        Sandbox.Result updated = faasTrace("patch", "--frequency", "99");
        assertThat(updated.code()).as(updated.err()).isZero();
        assertThat(updated.out()).containsPattern("updated +node-http").containsPattern("updated +shell-classic");
        assertThat(faasTrace("patch", "--check", "--frequency", "99").code()).isZero();
        assertThat(faasTrace("revert").code()).isZero();
        assertThat(files(state.resolve("project/template"))).isEqualTo(files(state.resolve("original")));
    }

    @Test
    void thePatchCanBeRevertedAtOnce() throws Exception {
        assertThat(faasTrace("revert").code()).isZero();
        assertThat(files(state.resolve("project/template"))).isEqualTo(files(state.resolve("original")));
    }

    @Test
    void theCollectorKnowsWhatItStored() throws Exception {
        assertThat(list("?name=pi")).hasSize(3);
        assertThat(list("?call=call-2-1")).hasSize(1);
        assertThat(list("")).extracting(trace -> trace.require("name").text()).contains("größe.v2");
        String newest = list("?name=pi&order=newest").get(0).require("url").text();
        assertThat(page(newest + "/profile.folded")).contains("handler;digits");
        assertThat(page("/functions/pi")).contains("pi");
        assertThat(page("/v1/functions/pi")).contains("\"calls\" : 9");
        assertThat(page("/")).contains("größe.v2");
    }

    @Test
    void anUploadThatAnOldAgentRepeatsIsStoredOnce() throws Exception {
        String stored = list("?name=pi").get(0).require("url").text();
        byte[] body = client.send(HttpRequest.newBuilder(uri(stored)).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
        assertThat(upload("0.1.0-1", body)).isIn(200, 201);
        assertThat(list("?name=pi")).hasSize(3);
        assertThat(upload("0.1.0-4", body)).isEqualTo(201);
        assertThat(list("?name=pi")).hasSize(4);
    }

    private int upload(String key, byte[] body) throws Exception {
        return send(request("/", "pi")
                        .header("Content-Encoding", "gzip")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body)))
                .statusCode();
    }

    private String page(String path) throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri(path)));
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private Sandbox.Result faasTrace(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(state.resolve("project"), new PrintWriter(out), new PrintWriter(err), arguments);
        return new Sandbox.Result(code, out.toString(), err.toString());
    }

    private static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                files.put(
                        folder.relativize(file) + (Files.isExecutable(file) ? " (executable)" : ""),
                        Files.readString(file));
            }
        }
        return files;
    }

    private void extract(String archive) {
        try {
            Process tar = new ProcessBuilder(
                            "tar", "-xzf", STATE.resolve(archive).toString(), "-C", state.toString())
                    .inheritIO()
                    .start();
            assertThat(tar.waitFor()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
