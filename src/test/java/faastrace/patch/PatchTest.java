package faastrace.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchTest {
    private static final Content OLD = Content.of("old\n");
    private static final Content NEW = Content.of("new\n");

    @TempDir
    Path root;

    @Test
    void reversingTakesTheLastChangeBackFirst() {
        Patch patch = Patch.of(List.of(new FileChange("a", null, NEW), new FileChange("b", OLD, NEW)));
        assertThat(patch.reversed().changes())
                .containsExactly(new FileChange("b", NEW, OLD), new FileChange("a", NEW, null));
        assertThat(patch.reversed().reversed()).isEqualTo(patch);
    }

    @Test
    void aPathComesOnce() {
        FileChange change = new FileChange("a", OLD, NEW);
        assertThatThrownBy(() -> Patch.of(List.of(change, change))).hasMessageContaining("changed twice");
        assertThatThrownBy(() -> Patch.of(List.of(change)).then(Patch.of(List.of(change))))
                .hasMessageContaining("changed twice");
    }

    @Test
    void patchesOfSeveralFoldersCanBeOne() {
        Patch one = Patch.of(List.of(new FileChange("x", OLD, NEW)));
        assertThat(one.under("a").then(one.under("b/c")).changes())
                .extracting(FileChange::path)
                .containsExactly("a/x", "b/c/x");
        assertThat(Patch.empty().then(one)).isEqualTo(one);
        assertThat(Patch.empty().isEmpty()).isTrue();
    }

    @Test
    void aPathCanNotLeaveTheFolder() {
        for (String path : List.of("", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a\0b", "a\\b")) {
            assertThatThrownBy(() -> new FileChange(path, OLD, NEW)).as(path).isInstanceOf(Problem.class);
        }
        assertThat(new FileChange("..a/b./...", OLD, NEW).path()).isEqualTo("..a/b./...");
    }

    @Test
    void aChangeChangesSomething() {
        assertThatThrownBy(() -> new FileChange("a", OLD, Content.of("old\n"))).hasMessageContaining("nothing");
        assertThatThrownBy(() -> new FileChange("a", null, null)).hasMessageContaining("nothing");
        assertThat(new FileChange("a", OLD, new Content(OLD.bytes(), true))
                        .after()
                        .executable())
                .isTrue();
    }

    @Test
    void filesThatAreNotAsBeforeAreNamed() throws IOException {
        Files.writeString(root.resolve("same"), "old\n");
        Files.writeString(root.resolve("edited"), "odd\n");
        Files.writeString(root.resolve("unexpected"), "new\n");
        Files.writeString(root.resolve("run"), "old\n");
        assertThat(root.resolve("run").toFile().setExecutable(true)).isTrue();
        Patch patch = Patch.of(List.of(
                new FileChange("same", OLD, NEW),
                new FileChange("edited", OLD, NEW),
                new FileChange("missing", OLD, NEW),
                new FileChange("unexpected", null, NEW),
                new FileChange("run", OLD, NEW),
                new FileChange("no/such/folder", null, NEW)));
        assertThat(patch.mismatches(root)).containsExactly("edited", "missing", "unexpected", "run");
    }

    @Test
    void filesBehindSymbolicLinksAreRefused() throws IOException {
        Path outside = Files.createDirectory(root.resolve("outside"));
        Path inside = Files.createDirectory(root.resolve("inside"));
        Files.createSymbolicLink(inside.resolve("link"), outside);
        Files.createSymbolicLink(inside.resolve("dangling"), root.resolve("nowhere"));
        for (String path : List.of("link", "link/a", "dangling", "dangling/a")) {
            Patch patch = Patch.of(List.of(new FileChange(path, null, NEW)));
            assertThatThrownBy(() -> patch.mismatches(inside)).as(path).hasMessageContaining("symbolic link");
            assertThatThrownBy(() -> PatchApplication.apply(patch, inside, root.resolve("journal")))
                    .hasMessageContaining("symbolic link");
        }
        assertThat(outside).isEmptyDirectory();
    }
}
