package faastrace.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checks that the inventory in memory matches the folder, whichever process changes the folder. */
@Timeout(60)
class InventoryTest {
    private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    Path directory;

    private TraceFolder folder;
    private Inventory inventory;

    @BeforeEach
    void open() {
        folder = TraceFolder.open(directory, false);
        inventory = folder.inventory();
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void itShowsWhatOthersCreateRenameAndDelete() throws Exception {
        Path one = put("a", 1);
        put("a", 2);
        put("b", 3);
        Files.writeString(directory.resolve("a/.hidden"), "x");
        Files.createDirectories(directory.resolve("a/deeper"));
        assertThat(shown()).isEqualTo(onDisk()).hasSize(3);
        Files.delete(one);
        put("c", 4);
        Files.move(directory.resolve("b"), directory.resolve("d"));
        Files.writeString(directory.resolve("a/by-hand.perf"), "x");
        assertThat(shown()).isEqualTo(onDisk()).hasSize(4);
        faastrace.cli.Sandbox.delete(directory.resolve("a"));
        Files.writeString(directory.resolve("a"), "a file now");
        assertThat(shown()).isEqualTo(onDisk()).hasSize(2);
    }

    @Test
    void aFolderThatWasSwappedForAnotherIsReadAgain() throws Exception {
        put("a", 1);
        put("b", 2);
        for (String name : List.of("a", "b")) {
            Files.setLastModifiedTime(directory.resolve(name), LONG_AGO);
        }
        assertThat(shown()).isEqualTo(onDisk());
        Files.move(directory.resolve("a"), directory.resolve("x"));
        Files.move(directory.resolve("b"), directory.resolve("a"));
        Files.move(directory.resolve("x"), directory.resolve("b"));
        assertThat(shown()).isEqualTo(onDisk()).contains("a/" + file(2));
    }

    @Test
    void aFolderThatChangedWithinTheLastSecondsIsReadAgain() throws Exception {
        put("a", 1);
        assertThat(shown()).hasSize(1);
        FileTime before = Files.getLastModifiedTime(directory.resolve("a"));
        put("a", 2);
        Files.setLastModifiedTime(directory.resolve("a"), before);
        assertThat(shown()).hasSize(2);
    }

    @Test
    void aFolderThatHasNotChangedIsNotReadAgain() throws Exception {
        put("a", 1);
        Files.setLastModifiedTime(directory.resolve("a"), LONG_AGO);
        assertThat(shown()).hasSize(1);
        Files.delete(directory.resolve("a").resolve(file(1)));
        Files.setLastModifiedTime(directory.resolve("a"), LONG_AGO);
        assertThat(shown()).as("the folder's time shows no change").hasSize(1);
        inventory.look(FolderReader.Depth.all);
        assertThat(shown()).as("after the occasional look at everything").isEmpty();
    }

    @Test
    void aFileThatIsWrittenToIsSeenInItsNewState() throws Exception {
        Path own = Files.createDirectories(directory.resolve("a")).resolve("own.perf");
        Files.writeString(own, "x");
        Files.setLastModifiedTime(directory.resolve("a"), LONG_AGO);
        inventory.awaitFresh();
        Files.writeString(own, "longer");
        inventory.look(FolderReader.Depth.others);
        long[] bytes = new long[1];
        inventory.visit(Optional.of("a"), (shelf, traces) -> bytes[0] += traces[0].bytes());
        assertThat(bytes[0]).isEqualTo(6);
    }

    @Test
    void withTooManyTracesForMemoryListsAreReadFromDisk() throws Exception {
        for (int i = 0; i < 1600; i++) {
            put(i % 3 == 0 ? "a" : "b", i);
        }
        try (Inventory small = new Inventory(folder, 1100)) {
            small.awaitFresh();
            assertThat(small.isOverfull()).isTrue();
            assertThat(shown(small)).isEqualTo(onDisk()).hasSize(1600);
            put("c", 9999);
            small.awaitFresh();
            assertThat(shown(small)).contains("c/" + file(9999));
            for (int i = 0; i < 1600; i += 2) {
                Files.delete(directory.resolve(i % 3 == 0 ? "a" : "b").resolve(file(i)));
            }
            small.look(FolderReader.Depth.all);
            assertThat(small.isOverfull()).isFalse();
            assertThat(shown(small)).isEqualTo(onDisk()).hasSize(801);
        }
    }

    @Test
    void changesMadeWhileAFolderIsBeingReadAreKept() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 400; i++) {
            put("a", i);
        }
        inventory.awaitFresh();
        List<CompletableFuture<Void>> reading = new ArrayList<>();
        for (int i = 400; i < 800; i++) {
            reading.add(inventory.fresh());
            inventory.add(put("a", i));
            Path other = directory.resolve("a").resolve(file(random.nextInt(i)));
            if (Files.deleteIfExists(other)) {
                inventory.remove(other);
            }
            if (i % 100 == 0) {
                assertThat(shownNow(inventory)).isEqualTo(onDisk());
            }
        }
        for (CompletableFuture<Void> one : reading) {
            one.get();
        }
        assertThat(shownNow(inventory)).isEqualTo(onDisk());
    }

    @Test
    void anAnswerHoldsWhatWasThereWhenItWasAskedFor() throws Exception {
        for (int i = 0; i < 200; i++) {
            inventory.fresh();
            Path made = put("a", i);
            assertThat(shown()).contains("a/" + made.getFileName());
        }
    }

    @Test
    void whoeverWaitsHearsThatItIsClosed() {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(inventory.fresh());
        }
        inventory.close();
        waiting.add(inventory.fresh());
        waiting.add(inventory.fresh());
        assertThat(waiting)
                .allSatisfy(
                        one -> assertThat(one.handle((done, failure) -> true)).succeedsWithin(Duration.ofSeconds(30)));
        assertThatThrownBy(() -> inventory.look(FolderReader.Depth.all)).hasMessage("the collector is stopping");
    }

    @Test
    void namesBecomeNumbersAndNamesAgain() {
        Instant time = Instant.parse("2026-02-28T23:59:59.999Z");
        String ours = FileName.of(time, "fedcba9876543210");
        assertThat(FileName.isOurs(ours)).isTrue();
        assertThat(FileName.millis(ours)).isEqualTo(time.toEpochMilli());
        assertThat(FileName.idText(FileName.idBits(ours))).isEqualTo("fedcba9876543210");
        assertThat(KnownTrace.probe(ours).orElseThrow().file()).isEqualTo(ours);
        for (String other : List.of(
                ours.replace("0228", "0230"),
                ours.replace("T23", "T24"),
                ours.replace("T2359", "T2360"),
                ours.replace("fed", "FED"),
                ours + "x",
                ours.substring(1),
                "")) {
            assertThat(FileName.isOurs(other)).as(other).isFalse();
        }
    }

    private TreeSet<String> shown() throws IOException {
        return shown(inventory);
    }

    private TreeSet<String> shown(Inventory which) throws IOException {
        which.awaitFresh();
        return shownNow(which);
    }

    private static TreeSet<String> shownNow(Inventory which) throws IOException {
        TreeSet<String> found = new TreeSet<>();
        which.visit(Optional.empty(), (shelf, traces) -> {
            assertThat(traces).isSorted();
            for (KnownTrace trace : traces) {
                assertThat(found.add(shelf.own() + "/" + trace.file())).isTrue();
            }
        });
        return found;
    }

    private TreeSet<String> onDisk() throws IOException {
        TreeSet<String> found = new TreeSet<>();
        folder.visit(Optional.empty(), (own, file) -> {
            if (TraceName.isSafe(file) && Files.isRegularFile(own.resolve(file))) {
                found.add(own.getFileName() + "/" + file);
            }
        });
        return found;
    }

    private static String file(int second) {
        return FileName.of(BEGIN.plusSeconds(second), "%016x".formatted(second));
    }

    private Path put(String name, int second) throws IOException {
        return Files.writeString(
                Files.createDirectories(directory.resolve(name)).resolve(file(second)), "x");
    }
}
