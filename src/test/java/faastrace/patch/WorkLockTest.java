package faastrace.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkLockTest {
    @TempDir
    Path folder;

    @Test
    void aSecondOneIsToldThatSomebodyIsAtWork() {
        Path file = folder.resolve("state/lock");
        WorkLock first = WorkLock.exclusive(file);
        assertThatThrownBy(() -> WorkLock.exclusive(file))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("another faas-trace is at work here");
        first.close();
        first.close();
        WorkLock.exclusive(file).close();
    }

    @Test
    void anotherProcessIsKeptOutToo() throws Exception {
        Path file = folder.resolve("lock");
        int refused = WorkLock.holding(file, () -> exitOfAnother(file));
        assertThat(refused).isEqualTo(3);
        assertThat(exitOfAnother(file)).isZero();
    }

    private static int exitOfAnother(Path file) {
        try {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Other.class.getName(),
                            file.toString())
                    .start()
                    .waitFor();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another run: exits with 3 where it is kept out. */
    static final class Other {
        public static void main(String[] args) {
            try {
                WorkLock.exclusive(Path.of(args[0])).close();
            } catch (Problem keptOut) {
                System.exit(3);
            }
        }
    }
}
