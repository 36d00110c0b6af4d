package faastrace.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import faastrace.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Applies a patch to a folder and undoes it, also where something is in the way. */
class PatchApplicationTest extends PatchApplicationFixture {
    @Test
    void allChangesAreWrittenAndTheJournalIsGone() throws IOException {
        PatchApplication.apply(PATCH, root, journal);
        assertThat(PATCH.reversed().mismatches(root)).isEmpty();
        assertThat(state()).containsOnlyKeys("", "added", "added/d", "added/deep", "added/deep/a", "c", "other", "run");
        assertThat(journal.getParent()).isEmptyDirectory();
    }

    @Test
    void reversedEverythingIsAsBeforeFoldersIncluded() throws IOException {
        Map<String, Content> before = state();
        PatchApplication.apply(PATCH, root, journal);
        PatchApplication.apply(PATCH.reversed(), root, journal);
        assertThat(state()).isEqualTo(before);
    }

    /**
     * No file is replaced until all new files are written. So other processes see a mixture of old and new files for as
     * short a time as possible.
     */
    @Test
    void whatWouldBeTakenBackReplacesNothingBeforeAllIsWritten() {
        List<String> kinds = new ArrayList<>();
        FileSteps heard = new FileSteps() {
            @Override
            public void before(String what) {
                if (what.contains(root.toString())) {
                    kinds.add(what.split(" ")[0]);
                }
            }
        };
        PatchApplication.apply(PATCH, root, journal, own(), RecoveryPolicy.TAKE_BACK, heard);
        assertThat(kinds.subList(kinds.indexOf("move"), kinds.size())).containsOnly("move", "delete");
    }

    @Test
    void aLinkIsReplacedAndComesBackAsItWas() throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("link"), Path.of("other"));
        Patch patch = Patch.of(List.of(new FileChange("link", Content.linkTo("other"), NEW)));
        PatchApplication.apply(patch, root, journal);
        assertThat(Files.isSymbolicLink(link)).isFalse();
        assertThat(link).hasContent("new");
        assertThat(root.resolve("other")).hasContent("old");
        PatchApplication.apply(patch.reversed(), root, journal);
        assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("other"));
        assertThatThrownBy(() ->
                        PatchApplication.apply(patch, root, journal, own(), RecoveryPolicy.TAKE_BACK, stopAfter(1)))
                .isInstanceOf(Stop.class);
        recover();
        assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("other"));
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("run"));
        assertThatThrownBy(() -> PatchApplication.apply(patch, root, journal)).hasMessageContaining("was changed");
    }

    @Test
    void aFileThatIsNotAsBeforeStopsAllBeforeAnythingIsWritten() throws IOException {
        Files.writeString(root.resolve("c"), "mine\n");
        Map<String, Content> before = state();
        assertThatThrownBy(() -> PatchApplication.apply(PATCH, root, journal))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(root.resolve("c").toString());
        assertThat(state()).isEqualTo(before);
        assertThat(temporary.resolve("state")).doesNotExist();
    }

    @Test
    void aFailureHalfWayTakesBackWhatWasWritten() throws IOException {
        Map<String, Content> before = state();
        for (String at : PATCH.changes().stream().map(FileChange::path).toList()) {
            assertThatThrownBy(() -> apply(written(path -> failAt(path, at))))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("the disk is full");
            assertThat(state()).as(at).isEqualTo(before);
            assertThat(journal).doesNotExist();
        }
    }

    private static void failAt(String path, String at) {
        if (path.equals(at)) {
            throw new UncheckedIOException(new IOException("No space left on device"));
        }
    }

    @Test
    void whatComesInTheWayHalfWayTakesBackWhatWasWritten() throws IOException {
        Map<String, Content> before = state();
        assertThatThrownBy(() -> apply(written(path -> blockLast(path))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("added/d");
        Files.delete(root.resolve("added/d/mine"));
        Files.delete(root.resolve("added/d"));
        Files.delete(root.resolve("added"));
        assertThat(state()).isEqualTo(before);
    }

    private void blockLast(String path) {
        try {
            if (path.equals("c")) {
                Files.createDirectory(root.resolve("added/d"));
                Files.writeString(root.resolve("added/d/mine"), "");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aLinkPutInTheWayHalfWayIsNotFollowed() throws IOException {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        assertThatThrownBy(() -> apply(written(path -> linkAway(path, outside))))
                .isInstanceOf(Problem.class);
        assertThat(outside).isEmptyDirectory();
    }

    private void linkAway(String path, Path outside) {
        try {
            if (path.equals("c")) {
                delete(root.resolve("added"));
                Files.createSymbolicLink(root.resolve("added"), outside);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void rightsStayExceptForTheRunBits() throws IOException {
        Files.setPosixFilePermissions(root.resolve("run"), PosixFilePermissions.fromString("rw-r-----"));
        Files.setPosixFilePermissions(root.resolve("c"), PosixFilePermissions.fromString("rw-------"));
        PatchApplication.apply(PATCH, root, journal);
        assertThat(rights("run")).isEqualTo("rwxr-x---");
        assertThat(rights("c")).isEqualTo("rw-------");
        PatchApplication.apply(PATCH.reversed(), root, journal);
        assertThat(rights("run")).isEqualTo("rw-r-----");
    }

    @Test
    void theBitsThatSetUserAndGroupStayThroughAPatchAndItsWayBack() throws IOException {
        Files.setAttribute(root.resolve("run"), "unix:mode", 06640);
        Files.setAttribute(root.resolve("c"), "unix:mode", 03640);
        PatchApplication.apply(PATCH, root, journal);
        assertThat(mode("run")).isEqualTo(06750);
        assertThat(mode("c")).isEqualTo(03640);
        PatchApplication.apply(PATCH.reversed(), root, journal);
        assertThat(mode("run")).isEqualTo(06640);
        assertThat(mode("c")).isEqualTo(03640);
    }

    /**
     * A patched file belongs to the user who runs faas-trace. If it kept another owner's set-user-ID bit, other users
     * could run it with this user's privileges.
     */
    @Test
    void theyGoWithTheirOwner() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files away");
        Files.setAttribute(root.resolve("c"), "unix:uid", 65534);
        Files.setAttribute(root.resolve("c"), "unix:mode", 06644);
        PatchApplication.apply(PATCH, root, journal);
        assertThat(mode("c")).isEqualTo(02644);
    }

    private int mode(String path) throws IOException {
        return (Integer) Files.getAttribute(root.resolve(path), "unix:mode") & 07777;
    }

    private String rights(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(path)));
    }

    @Test
    void theRootIsMadeAndMayBeALink() throws IOException {
        Patch adding = Patch.of(List.of(new FileChange("a/b", null, NEW)));
        PatchApplication.apply(adding, temporary.resolve("new/root"), journal);
        assertThat(temporary.resolve("new/root/a/b")).hasContent("new");
        Path link = Files.createSymbolicLink(temporary.resolve("link"), temporary.resolve("new"));
        PatchApplication.apply(adding, link, journal);
        assertThat(temporary.resolve("new/a/b")).exists();
    }

    @Test
    void anEmptyPatchTouchesNothing() {
        PatchApplication.apply(Patch.empty(), temporary.resolve("x"), journal);
        assertThat(temporary.resolve("x")).doesNotExist();
    }
}
