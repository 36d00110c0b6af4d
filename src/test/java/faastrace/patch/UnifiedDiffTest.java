package faastrace.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applies every diff with the real git, forwards and in reverse. */
class UnifiedDiffTest {
    @TempDir
    Path root;

    @BeforeAll
    static void gitIsThere() throws Exception {
        boolean required = "1".equals(System.getenv("FAAS_TRACE_REQUIRE_ALL"));
        assumeTrue(required || run(Path.of("."), "git", "--version").equals(""), "git is not installed");
    }

    /** Runs a command. Returns an empty string if the command succeeded, and its output otherwise. */
    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException notThere) {
            return notThere.getMessage();
        }
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? "" : said;
    }

    private void gitAppliesBothWays(Patch patch) throws Exception {
        Path folder = Files.createTempDirectory(root, "work");
        PatchApplication.apply(beginning(patch), folder, root.resolve("journal"));
        Path file = Files.createTempFile(root, "p", ".diff");
        Files.writeString(file, UnifiedDiff.print(patch));
        assertThat(run(folder, "git", "apply", "--whitespace=nowarn", file.toString()))
                .isEmpty();
        assertThat(patch.reversed().mismatches(folder)).isEmpty();
        assertThat(run(folder, "git", "apply", "-R", "--whitespace=nowarn", file.toString()))
                .isEmpty();
        assertThat(patch.mismatches(folder)).isEmpty();
    }

    /** A patch for an empty folder. It creates the files that the given patch needs. */
    private static Patch beginning(Patch patch) {
        return Patch.of(patch.changes().stream()
                .filter(change -> change.before() != null)
                .map(change -> new FileChange(change.path(), null, change.before()))
                .toList());
    }

    private static FileChange change(String path, String before, String after) {
        return new FileChange(
                path, before == null ? null : Content.of(before), after == null ? null : Content.of(after));
    }

    private void gitAppliesBothWays(FileChange... changes) throws Exception {
        gitAppliesBothWays(Patch.of(List.of(changes)));
    }

    @Test
    void aChangeIsShownWithThreeLinesAround() {
        String text = UnifiedDiff.print(
                Patch.of(List.of(change("d/x", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"))));
        assertThat(text)
                .isEqualTo("diff --git a/d/x b/d/x\n--- a/d/x\n+++ b/d/x\n@@ -2,7 +2,7 @@\n"
                        + " 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
    }

    @Test
    void anEmptyPatchPrintsNothing() {
        assertThat(UnifiedDiff.print(Patch.empty())).isEmpty();
    }

    @Test
    void colourOnlyWrapsLines() {
        Patch patch = Patch.of(List.of(change("x", "1\r\n2", "1\n2\n"), change("y", null, "a\n")));
        String coloured = UnifiedDiff.print(patch, true);
        assertThat(coloured).contains("\u001b[32m+2\u001b[m\n").contains("\u001b[36m@@ -1,2 +1,2 @@\u001b[m\n");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]*m", "")).isEqualTo(UnifiedDiff.print(patch));
    }

    @Test
    void gitTakesAddedChangedAndRemovedFiles() throws Exception {
        gitAppliesBothWays(
                change("new/deep/file", null, "a\nb\n"),
                change("x", "a\nb\nc\n", "a\nB\nc\n"),
                change("gone", "a\n", null));
    }

    @Test
    void gitTakesFilesWithoutALastLineEnd() throws Exception {
        gitAppliesBothWays(
                change("a", "x\ny", "x\ny\n"),
                change("b", "x\ny\n", "x\ny"),
                change("c", "x\ny", "z\ny"),
                change("d", null, "x"),
                change("e", "x", null));
    }

    @Test
    void gitTakesWindowsLineEndsAndLoneCarriageReturns() throws Exception {
        gitAppliesBothWays(
                change("a", "x\r\ny\r\n", "x\r\nz\r\n"),
                change("b", "x\r\ny", "x\ny"),
                change("c", "x\ry\r", "x\rz\r"),
                change("d", null, "x\r\n"));
    }

    @Test
    void gitTakesEmptyFiles() throws Exception {
        gitAppliesBothWays(
                change("a", null, ""), change("b", "", null), change("c", "", "x\n"), change("d", "x\n", ""));
    }

    @Test
    void gitTakesModes() throws Exception {
        Content plain = Content.of("x\n");
        Content run = new Content(plain.bytes(), true);
        gitAppliesBothWays(
                new FileChange("a", plain, run),
                new FileChange("b", run, plain),
                new FileChange("c", run, Content.of("y\n")),
                new FileChange("d", null, run),
                new FileChange("e", run, null));
    }

    @Test
    void gitTakesOddNames() throws Exception {
        gitAppliesBothWays(
                change("a b/c d", "x\n", "y\n"),
                change("new one", null, "y\n"),
                change("q\"uote", "x\n", "y\n"),
                change("tab\tnew\nline", null, "y\n"),
                change("umläut/日本", "x\n", null),
                change("-dash", "x\n", "y\n"),
                change("a@0.9.0/b c\u0001", "x\n", "y\n"));
    }

    @Test
    void gitTakesBinaryFilesAndTextInOtherEncodings() throws Exception {
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);
        for (int size : List.of(1, 2, 3, 4, 5, 51, 52, 53, 10_000)) {
            byte[] bytes = java.util.Arrays.copyOf(noise, size);
            bytes[0] = 0;
            Content content = new Content(bytes, size == 3);
            gitAppliesBothWays(
                    new FileChange("new", null, content),
                    new FileChange("changed", Content.of("x\n"), content),
                    new FileChange("gone file", content, null));
        }
        Content latin = new Content("é\n".getBytes(StandardCharsets.ISO_8859_1), false);
        gitAppliesBothWays(new FileChange("latin", latin, Content.of("é\n")));
    }

    @Test
    void onATerminalALongNewFileIsOnlyCounted() {
        Patch patch = Patch.of(List.of(
                new FileChange("long", null, Content.of("x\n".repeat(1234))),
                new FileChange("short", null, Content.of("y\n")),
                change("changed", "z\n".repeat(1000), "")));
        String diff = UnifiedDiff.printShort(patch).replaceAll("\u001b\\[[0-9]*m", "");
        assertThat(diff)
                .contains("b/long\nnew file mode 100644\n(a new file of 1,234 lines; ")
                .doesNotContain("+x");
        assertThat(diff).contains("\n+y\n", "\n-z\n-z\n");
    }

    @Test
    void gitTakesWhateverChangesAtRandom() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 4; i++) {
            FileChange[] changes = new FileChange[100];
            for (int n = 0; n < changes.length; n++) {
                changes[n] = change("f" + n, lines(random), lines(random) + "end " + n);
            }
            gitAppliesBothWays(changes);
        }
    }

    private static String lines(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append("line ").append(random.nextInt(12)).append(random.nextInt(4) == 0 ? "\r\n" : "\n");
        }
        return text.toString();
    }
}
