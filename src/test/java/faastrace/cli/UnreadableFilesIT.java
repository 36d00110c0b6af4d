package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests files that are damaged or missing, or that can't be written. The messages follow the rules of
 * {@link BadInputIT}.
 */
@Timeout(60)
class UnreadableFilesIT extends BadInputFixture {
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
}
