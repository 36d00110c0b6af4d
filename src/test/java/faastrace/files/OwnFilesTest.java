package faastrace.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFilesTest {
    private static final byte[] CONTENT = "names\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private Path repository;
    private Path file;

    @BeforeEach
    void aRepository() throws IOException {
        repository = Files.createDirectories(folder.resolve("repository"));
        file = Files.createDirectories(repository.resolve(".faas-trace")).resolve("journal");
    }

    private OwnFiles with(Map<String, String> environment, String home) {
        return OwnFiles.outside(repository, environment, home);
    }

    private void isBelieved(OwnFiles own, boolean believed) {
        own.remember(file, OwnFiles.digest(CONTENT), true);
        assertThat(own.remembers(file)).isEqualTo(believed);
        assertThat(own.isOurs(file, CONTENT)).isEqualTo(believed);
        own.forget(file);
        assertThat(own.remembers(file)).isFalse();
    }

    @Test
    void theNoteStandsInTheStateFolderElseBelowHome() throws IOException {
        String state = folder.resolve("state").toString();
        isBelieved(with(Map.of("XDG_STATE_HOME", state, "HOME", "/nowhere"), "/nowhere"), true);
        isBelieved(with(Map.of("XDG_STATE_HOME", "relative", "HOME", state), "/nowhere"), true);
        isBelieved(with(Map.of("XDG_STATE_HOME", ""), state), true);
        try (Stream<Path> left = Files.walk(folder.resolve("state"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void notesOfATemporaryFolderGoOnceTheFolderIsGone() throws IOException {
        OwnFiles own = with(Map.of("XDG_STATE_HOME", folder.resolve("state").toString()), "");
        Path temporary = Files.createTempDirectory("faas-trace-gone.");
        Path inside = temporary.resolve("faas-trace.lock");
        own.remember(inside, OwnFiles.digest(CONTENT), false);
        own.remember(file, OwnFiles.digest(CONTENT), false);
        assertThat(own.remembers(inside)).isTrue();
        Files.delete(temporary);
        own.remember(file, OwnFiles.digest(CONTENT), false);
        try (Stream<Path> left = Files.walk(folder.resolve("state"))) {
            assertThat(left.filter(Files::isRegularFile))
                    .singleElement()
                    .asString()
                    .endsWith(file.toString());
        }
    }

    @Test
    void nothingIsBelievedWithoutAFolderToWrite() throws IOException {
        isBelieved(with(Map.of(), ""), false);
        isBelieved(with(Map.of(), "?"), false);
        isBelieved(with(Map.of("HOME", "/proc/nowhere"), ""), false);
        Path taken = Files.writeString(folder.resolve("taken"), "a file");
        isBelieved(with(Map.of("HOME", taken.toString()), ""), false);
    }

    @Test
    void aStateFolderWithinTheRepositoryIsNotBelieved() throws IOException {
        isBelieved(with(Map.of("HOME", repository.toString()), ""), false);
        isBelieved(with(Map.of("XDG_STATE_HOME", repository.resolve("a/b").toString()), ""), false);
        Path link = Files.createSymbolicLink(folder.resolve("link"), repository);
        isBelieved(with(Map.of("HOME", link.toString()), ""), false);
        assertThat(repository.toFile().list()).containsExactly(".faas-trace");
    }

    @Test
    void otherContentAndAnotherPlaceAreNotOurs() throws IOException {
        OwnFiles own = with(Map.of("HOME", folder.resolve("home").toString()), "");
        own.remember(file, OwnFiles.digest(CONTENT), false);
        assertThat(own.isOurs(file, CONTENT)).isTrue();
        assertThat(own.isOurs(file, new byte[0])).isFalse();
        Path moved = Files.move(repository, folder.resolve("moved"));
        assertThat(own.remembers(moved.resolve(".faas-trace/journal"))).isFalse();
        Files.createSymbolicLink(repository, moved);
        assertThat(own.remembers(file)).isFalse();
        Files.delete(repository);
        Files.move(moved, repository);
        Path link = Files.createSymbolicLink(folder.resolve("link"), repository);
        assertThat(own.isOurs(link.resolve(".faas-trace/journal"), CONTENT)).isTrue();
    }

    /** A run that forgets its note also deletes the empty folders above it, which another run may need. */
    @Test
    void aNoteIsKeptWhileOtherRunsForgetTheirs() throws Exception {
        String state = folder.resolve("state").toString();
        Path other = Files.createDirectories(folder.resolve("other")).resolve("journal");
        OwnFiles own = with(Map.of("XDG_STATE_HOME", state), "/nowhere");
        AtomicBoolean done = new AtomicBoolean();
        Thread neighbor = new Thread(() -> {
            while (!done.get()) {
                own.remember(other, OwnFiles.digest(CONTENT), false);
                own.forget(other);
            }
        });
        neighbor.start();
        try {
            for (int i = 0; i < 1_000; i++) {
                own.remember(file, OwnFiles.digest(CONTENT), false);
                assertThat(own.isOurs(file, CONTENT)).as("round %d", i).isTrue();
                own.forget(file);
            }
        } finally {
            done.set(true);
            neighbor.join();
        }
    }
}
