package faastrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkLockTest {
    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();

    @Test
    void aSecondOneWaitsAndSaysSoOnce() {
        WorkLock first = WorkLock.exclusive(folder, told::add);
        WorkLock.exclusive(folder, sentence -> {
                    told.add(sentence);
                    first.close();
                })
                .close();
        assertThat(told).containsExactly("Waiting for another faas-trace that is running here.");
        first.close();
        WorkLock.exclusive(folder, told::add).close();
        assertThat(told).hasSize(1);
    }

    @Test
    void oneThatWaitsTooLongIsToldWhatToDo() {
        try (WorkLock first = WorkLock.exclusive(folder, told::add)) {
            assertThatThrownBy(() -> WorkLock.exclusive(folder, Duration.ofMillis(1), told::add))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining(folder.resolve(WorkLock.PATH).toString())
                    .hasMessageContaining("another faas-trace is still running here");
            assertThat(first).isNotNull();
        }
    }

    @Test
    void whoeverOnlyLooksWaitsTooAndMakesNoFile() {
        WorkLock.awaitFree(folder, told::add);
        assertThat(folder).isEmptyDirectory();
        WorkLock first = WorkLock.exclusive(folder, told::add);
        WorkLock.awaitFree(folder, sentence -> {
            told.add(sentence);
            first.close();
        });
        assertThat(told).hasSize(1);
    }

    @Test
    void aLinkOrAPipeInItsPlaceIsRefused() throws IOException, InterruptedException {
        Path lock = Files.createDirectories(folder.resolve(".faas-trace")).resolve("work.lock");
        Files.createSymbolicLink(lock, folder.resolve("elsewhere"));
        assertThatThrownBy(() -> WorkLock.exclusive(folder, told::add)).hasMessageContaining("is a symbolic link");
        Files.delete(lock);
        assertThat(new ProcessBuilder("mkfifo", lock.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> WorkLock.exclusive(folder, told::add)).hasMessageContaining("is not a plain file");
        assertThatThrownBy(() -> WorkLock.awaitFree(folder, told::add)).hasMessageContaining("is not a plain file");
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void anotherProcessIsKeptOutToo() throws Exception {
        int refused = WorkLock.holding(folder, told::add, this::exitOfAnother);
        assertThat(refused).isEqualTo(3);
        assertThat(exitOfAnother()).isZero();
    }

    private int exitOfAnother() {
        try {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Other.class.getName(),
                            folder.toString())
                    .start()
                    .waitFor();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The main class of another faas-trace process. It exits with 3 if it can't get the lock. */
    static final class Other {
        public static void main(String[] args) {
            try {
                WorkLock.exclusive(Path.of(args[0]), Duration.ofMillis(1), sentence -> {})
                        .close();
            } catch (Problem keptOut) {
                System.exit(3);
            }
        }
    }
}
