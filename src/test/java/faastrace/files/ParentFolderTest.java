package faastrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ParentFolderTest {
    @Test
    void theParentOfAFileIsItsFolder() {
        assertThat(ParentFolder.of(Path.of("/folder/file"))).isEqualTo(Path.of("/folder"));
    }

    @Test
    void theRootFolderIsRefused() {
        assertThatThrownBy(() -> ParentFolder.of(Path.of("/")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("is not in a folder");
    }
}
