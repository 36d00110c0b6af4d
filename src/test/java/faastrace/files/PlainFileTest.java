package faastrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainFileTest {
    @TempDir
    Path folder;

    @Test
    void aFileThatIsTooLargeIsRefusedWithItsBound() throws Exception {
        Files.write(folder.resolve("file"), new byte[3 << 20]);
        assertThat(PlainFile.find(folder, "file", 3 << 20)).isPresent();
        assertThatThrownBy(() -> PlainFile.find(folder, "file", 2 << 20))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("is larger than 2 MiB");
        assertThatThrownBy(() -> PlainFile.find(folder, "file", 1000))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("is larger than 1000 bytes");
    }
}
