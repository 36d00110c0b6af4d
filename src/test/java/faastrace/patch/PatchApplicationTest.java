package faastrace.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import faastrace.files.OwnFiles;
import faastrace.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchApplicationTest {
    private static final Content OLD = Content.of("old\n");
    private static final Content NEW = Content.of("new\n");
    private static final Patch PATCH = Patch.of(List.of(
            new FileChange("added/deep/a", null, NEW),
            new FileChange("run", OLD, new Content(NEW.bytes(), true)),
            new FileChange("gone/b", OLD, null),
            new FileChange("c", OLD, NEW),
            new FileChange("added/d", null, new Content(new byte[0], false))));

    @TempDir
    Path temporary;

    private Path root;
    private Path journal;

    /** An error that simulates a kill. No code catches it, so nothing is cleaned up. */
    private static final class Stop extends Error {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void aFolderThatThePatchFits() throws IOException {
        root = temporary.resolve("root");
        journal = temporary.resolve("state/journal");
        fresh();
    }

    private void fresh() throws IOException {
        delete(root);
        Files.createDirectories(root.resolve("gone"));
        for (String path : List.of("run", "gone/b", "c", "other")) {
            Files.writeString(root.resolve(path), "old\n");
        }
    }

    private OwnFiles own() {
        return OwnFiles.outside(root);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** All files and folders below the root. Folders have the value null. */
    private Map<String, Content> state() throws IOException {
        Map<String, Content> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                boolean isFolder = Files.isDirectory(path);
                Content content = isFolder ? null : new Content(Files.readAllBytes(path), Files.isExecutable(path));
                found.put(root.relativize(path).toString(), content);
            }
        }
        return found;
    }

    private static FileSteps stopAfter(int writes) {
        List<String> seen = new ArrayList<>();
        return written(path -> {
            seen.add(path);
            if (seen.size() == writes) {
                throw new Stop();
            }
        });
    }

    private static FileSteps written(Consumer<String> afterEachWrite) {
        return new FileSteps() {
            @Override
            public void written(String path) throws IOException {
                try {
                    afterEachWrite.accept(path);
                } catch (UncheckedIOException e) {
                    throw e.getCause();
                }
            }
        };
    }

    private void apply(FileSteps heard) {
        PatchApplication.apply(PATCH, root, journal, own(), RecoveryPolicy.FINISH, heard);
    }

    private Recovery recover() {
        return PatchApplication.recover(root, journal, own());
    }

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

    @Test
    void stoppedAfterAnyWriteTheDiskHoldsThatPrefixAndTheNextRunFinishes() throws IOException {
        for (int writes = 1; writes <= PATCH.changes().size(); writes++) {
            fresh();
            int stop = writes;
            assertThatThrownBy(() -> apply(stopAfter(stop))).isInstanceOf(Stop.class);
            holdsPrefix(writes);
            Recovery recovery = recover();
            assertThat(recovery.found()).isTrue();
            assertThat(recovery.written())
                    .containsExactlyElementsOf(PATCH.changes().stream()
                            .skip(writes)
                            .map(FileChange::path)
                            .toList());
            assertThat(PATCH.reversed().mismatches(root)).isEmpty();
            assertThat(journal).doesNotExist();
        }
    }

    private void holdsPrefix(int writes) {
        List<FileChange> changes = PATCH.changes();
        for (int i = 0; i < changes.size(); i++) {
            FileChange change = changes.get(i);
            Content expected = i < writes ? change.after() : change.before();
            assertThat(new FolderTree(root).holds(change.path(), expected, false))
                    .as("%s after %d writes", change.path(), writes)
                    .isTrue();
        }
    }

    @Test
    void aStopIsFinishedAfterAnyFurtherStopToo() throws IOException {
        assertThatThrownBy(() -> apply(stopAfter(2))).isInstanceOf(Stop.class);
        assertThatThrownBy(() -> Recovery.of(root, journal, own(), stopAfter(2)))
                .isInstanceOf(Stop.class);
        assertThat(recover().written()).containsExactly("added/d");
        assertThat(PATCH.reversed().mismatches(root)).isEmpty();
    }

    @Test
    void temporaryFilesOfAStoppedRunAreSwept() throws IOException {
        assertThatThrownBy(() -> apply(stopAfter(1))).isInstanceOf(Stop.class);
        Files.writeString(root.resolve(Journal.read(journal, own()).temporary(1)), "ne");
        assertThat(recover().swept()).isEqualTo(1);
        assertThat(state()).containsOnlyKeys("", "added", "added/d", "added/deep", "added/deep/a", "c", "other", "run");
    }

    @Test
    void aJournalThatWasNotFinishedIsDropped() throws IOException {
        Files.createDirectories(journal.getParent());
        Files.writeString(Journal.part(journal), "half");
        assertThat(recover().found()).isFalse();
        assertThat(journal.getParent()).isEmptyDirectory();
    }

    /**
     * Earlier versions of faas-trace wrote version 1 of the journal, which contains the full content of the files to
     * replace.
     */
    @Test
    void aJournalThatAnEarlierVersionLeftIsFinishedToo() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
            out.writeUTF("faas-trace journal 1");
            out.writeUTF("0123-4567");
            out.writeInt(PATCH.changes().size());
            for (FileChange change : PATCH.changes()) {
                out.writeInt(change.path().length());
                out.writeBytes(change.path());
                for (Content content : Arrays.asList(change.before(), change.after())) {
                    out.writeByte(ContentDigest.kind(content));
                    if (content != null) {
                        out.writeInt(content.bytes().length);
                        out.write(content.bytes());
                    }
                }
            }
        }
        Files.createDirectories(journal.getParent());
        Files.write(journal, bytes.toByteArray());
        own().remember(journal, OwnFiles.digest(bytes.toByteArray()), true);
        Files.writeString(root.resolve("c"), "new\n");
        assertThat(recover().written()).containsExactly("added/deep/a", "run", "gone/b", "added/d");
        assertThat(PATCH.reversed().mismatches(root)).isEmpty();
    }

    @Test
    void whatIsToBeTakenBackIsAsBeforeWhereverItWasKilled() throws IOException {
        Map<String, Content> before = state();
        int step = 1;
        for (boolean killed = true; killed; step++) {
            killed = isKilledAt(step);
            if (killed) {
                recover();
                assertThat(state()).as("killed before step " + step).isEqualTo(before);
                assertThat(journal).doesNotExist();
            }
        }
        assertThat(PATCH.reversed().mismatches(root)).isEmpty();
        assertThat(step).isGreaterThan(15);
    }

    private boolean isKilledAt(int step) {
        int[] count = {0};
        FileSteps kill = new FileSteps() {
            @Override
            public void before(String what) {
                if (++count[0] == step) {
                    throw new Stop();
                }
            }
        };
        try {
            PatchApplication.apply(PATCH, root, journal, own(), RecoveryPolicy.TAKE_BACK, kill);
            return false;
        } catch (Stop expected) {
            return true;
        }
    }

    @Test
    void whoeverKeepsAnEditIsLeftNoTemporaryFiles() throws IOException {
        assertThatThrownBy(() ->
                        PatchApplication.apply(PATCH, root, journal, own(), RecoveryPolicy.TAKE_BACK, stopAfter(1)))
                .isInstanceOf(Stop.class);
        assertThat(state().keySet()).anyMatch(path -> path.contains(".faas-trace-"));
        Files.writeString(root.resolve("c"), "mine");
        assertThatThrownBy(this::recover).hasMessageContaining("was edited after a run was interrupted");
        assertThat(state().keySet()).noneMatch(path -> path.contains(".faas-trace-"));
        assertThat(root.resolve("c")).hasContent("mine");
    }

    /**
     * No file is replaced until all new files are written. So other processes see a mixture of old and new files for as
     * short as possible.
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
    void aDamagedJournalIsAProblemAndNothingIsTouched() throws IOException {
        assertThatThrownBy(() -> apply(stopAfter(1))).isInstanceOf(Stop.class);
        byte[] whole = Files.readAllBytes(journal);
        Map<String, Content> before = state();
        for (int length = 0; length < whole.length; length++) {
            Files.write(journal, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> recover()).isInstanceOf(Problem.class);
        }
        for (int at = 10; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            Files.write(journal, flipped);
            assertThatThrownBy(() -> recover()).isInstanceOf(Problem.class);
        }
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void anEditAfterAStopIsNamedAndNothingIsWritten() throws IOException {
        assertThatThrownBy(() -> apply(stopAfter(1))).isInstanceOf(Stop.class);
        Files.writeString(root.resolve("c"), "mine\n");
        Map<String, Content> before = state();
        assertThatThrownBy(() -> recover())
                .isInstanceOf(Problem.class)
                .hasMessageContaining(root.resolve("c").toString())
                .hasMessageContaining(journal.toString());
        assertThat(state()).isEqualTo(before);
        assertThat(journal).exists();
    }

    @Test
    void aSecondRunIsRefusedWhileAnotherIsUnfinished() {
        assertThatThrownBy(() -> apply(stopAfter(1))).isInstanceOf(Stop.class);
        assertThatThrownBy(() -> PatchApplication.apply(PATCH, root, journal)).hasMessageContaining("not finished yet");
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
        assumeTrue("root".equals(System.getProperty("user.name")), "only root gives files away");
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
