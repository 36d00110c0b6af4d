package faastrace.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProblemTest {
    @TempDir
    Path folder;

    @Test
    void failuresOfTheFileSystemAreExplained() {
        Map<IOException, String> expected = Map.of(
                new FileAlreadyExistsException("x"), "x: already exists",
                new NotDirectoryException("x"), "x: a part of this path is a file, not a folder",
                new FileSystemException("x", null, "Not a directory"), "x: a part of this path is a file, not a folder",
                new FileSystemException("x", null, "Is a directory"), "x: is a folder, not a file",
                new FileSystemException("x", null, "File name too long"), "x: the name is too long",
                new FileSystemException("x", null, "No space left on device"), "x: the disk is full",
                new FileSystemException("x", null, "Read-only file system"), "x: the file system is read-only");
        expected.forEach((failure, text) ->
                assertThat(Problem.of("x", failure).getMessage()).startsWith(text + "; "));
    }

    @Test
    void realFailuresAreExplainedToo() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThat(failure(file.resolve("below"))).contains("a part of this path is a file, not a folder");
        assertThat(failure(folder)).contains("is a folder, not a file");
        assertThat(failure(folder.resolve("x".repeat(300)))).contains("the name is too long");
        assertThat(failure(folder.resolve("missing/x"))).contains("there is no such file or folder");
    }

    private static String failure(Path file) {
        try {
            Files.writeString(file, "x");
            return "";
        } catch (IOException e) {
            return Problem.of(file, e).getMessage();
        }
    }
}
