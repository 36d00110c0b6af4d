package faastrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that it is not an error if a reader closes the pipe before the end of the output. */
class ClosedPipeTest {
    @TempDir
    Path folder;

    @Test
    void aReaderThatHasEnoughIsNoErrorHoweverTheResultIsWritten() throws Exception {
        String stacks =
                IntStream.range(0, 20_000).mapToObj(i -> "a;f" + i + " 1\n").collect(Collectors.joining());
        Path trace = Files.writeString(folder.resolve("trace.folded"), stacks);
        for (List<String> command : List.of(List.of("fold", trace.toString()), List.of("status", "--help"))) {
            Process process = start(command);
            process.getInputStream().close();
            String said = new String(process.getErrorStream().readAllBytes(), UTF_8);
            assertThat(said).isEmpty();
            assertThat(process.waitFor()).isEqualTo(141);
        }
    }

    @Test
    void aDiskThatIsFullIsOne() throws Exception {
        Path trace = Files.writeString(folder.resolve("trace.folded"), "a 1\n");
        Process process = builder(List.of("fold", trace.toString()))
                .redirectOutput(Path.of("/dev/full").toFile())
                .start();
        String said = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(said).contains("standard output: not all of the result could be written");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    private static Process start(List<String> words) throws IOException {
        return builder(words).start();
    }

    private static ProcessBuilder builder(List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(words);
        return new ProcessBuilder(command);
    }
}
