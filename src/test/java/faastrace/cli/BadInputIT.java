package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests invalid input. The exit code must be 2. The message must say where the error is, what is wrong and what to do.
 * No file may change.
 */
@Timeout(60)
class BadInputIT {
    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void aPulledTemplate() {
        sandbox = Sandbox.in(folder).upstream("go-middleware", "go").stack("go");
        sandbox.commit();
        assertThat(sandbox.run("template", "pull", "stack").code()).isZero();
    }

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
        assertThat(result.err()).startsWith("error: faas-trace " + line + ": needs one of its commands\n");
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
    void noDockerfile() throws IOException {
        Files.delete(sandbox.template("go").resolve("Dockerfile"));
        fails("template/go", "patch");
    }

    @Test
    void malformedFilesAreSaidWithLineAndColumn() {
        Map<String, String> files = Map.of(
                "template/go/template.yml", "language: go\nfprocess: [\n",
                "faas-trace.yaml", "frequency: 1\nfrequncy: 2\n",
                "faas-trace.lock", "version: 1\ntargets: [x]\n",
                "stack.yaml", "functions:\n  f: {lang: [go]}\n");
        files.forEach((file, text) -> {
            Map<String, String> before = sandbox.snapshot();
            sandbox.write(file, text);
            Sandbox.Result result = fails(file, "patch");
            assertThat(result.err()).containsPattern("\\Q" + file + "\\E:\\d+:\\d+: ");
            fails(file, "status");
            restore(before, file);
        });
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
    void malformedOverlays() {
        sandbox.write("mine/x/overlay.yml", "version: 1\nkind: nonsense\n");
        assertThat(fails(
                                "overlay.yml",
                                "patch",
                                "--overlays",
                                sandbox.project().resolve("mine").toString())
                        .err())
                .containsPattern("overlay.yml:\\d+:\\d+: ");
        fails("nowhere", "patch", "--overlays", "nowhere");
    }

    @Test
    void filesThatAreNoText() throws IOException {
        for (String file : new String[] {"stack.yaml", "faas-trace.yaml", "faas-trace.lock"}) {
            Path path = sandbox.project().resolve(file);
            byte[] before = Files.exists(path) ? Files.readAllBytes(path) : null;
            Files.write(path, "a: \u00ff\n".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(fails(file, "patch").err()).contains("UTF-8");
            Files.delete(path);
            if (before != null) {
                Files.write(path, before);
            }
        }
    }

    @Test
    void keptOriginalsThatAreDamaged() throws IOException {
        assertThat(sandbox.run("patch").code()).isZero();
        Path kept = sandbox.project().resolve(".faas-trace/before/template/go.zip");
        byte[] whole = Files.readAllBytes(kept);
        for (int at = 0; at < whole.length; at += 31) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x55;
            Files.write(kept, damaged);
            assertThat(sandbox.run("status").code()).as("byte " + at).isIn(0, 2);
            Files.write(kept, java.util.Arrays.copyOf(whole, at));
            assertThat(sandbox.run("status").code()).as("the first " + at).isIn(0, 2);
        }
        for (int length : new int[] {0, 100, whole.length / 4}) {
            Files.write(kept, java.util.Arrays.copyOf(whole, length));
            fails("go.zip", "revert");
        }
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

    @Test
    void aReadOnlyFolderAndAFullDiskChangeNothing() throws Exception {
        Path mount = Files.createDirectories(folder.resolve("mount"));
        assumeTrue(mount("-t", "tmpfs", "-o", "size=256k", "none", mount.toString()), "mounting is not permitted");
        try {
            Sandbox small = Sandbox.in(mount);
            Sandbox.copy(sandbox.project(), small.project());
            fill(mount.resolve("filler"));
            assertThat(fails(small, "disk is full", "patch").err()).contains("free up some disk space");
            Files.delete(mount.resolve("filler"));
            assertThat(mount("-o", "remount,ro", mount.toString())).isTrue();
            fails(small, "read-only", "patch");
        } finally {
            new ProcessBuilder("umount", mount.toString()).start().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static boolean mount(String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("mount");
        builder.command().addAll(java.util.List.of(arguments));
        try {
            Process process = builder.start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noMount) {
            return false;
        }
    }

    private void source(String source) {
        Sandbox.delete(sandbox.project().resolve("template"));
        sandbox.write(
                "stack.yaml",
                "functions: {f: {lang: go}}\nconfiguration: {templates: [{name: go, source: '" + source + "'}]}");
    }

    private Sandbox.Result fails(String where, String... command) {
        return fails(sandbox, where, command);
    }

    private static Sandbox.Result fails(Sandbox sandbox, String where, String... command) {
        Map<String, String> before = withoutOwnFolder(sandbox);
        Sandbox.Result result = sandbox.run(command);
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains("error: ", "cure: ", where).doesNotContain("\tat ", "Exception");
        assertThat(withoutOwnFolder(sandbox)).isEqualTo(before);
        return result;
    }

    private static Map<String, String> withoutOwnFolder(Sandbox sandbox) {
        Map<String, String> tree = sandbox.snapshot();
        tree.keySet().removeIf(path -> path.startsWith(".faas-trace"));
        return tree;
    }

    private void restore(Map<String, String> before, String file) {
        try {
            Path path = sandbox.project().resolve(file);
            Files.delete(path);
            if (before.containsKey(file)) {
                Files.write(
                        path,
                        java.util.Base64.getDecoder().decode(before.get(file).substring(2)));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
