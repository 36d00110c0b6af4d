package faastrace.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.files.OwnFiles;
import faastrace.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Stops a patch after every step, and checks what the next run does about it. */
class RecoveryTest extends PatchApplicationFixture {
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
}
