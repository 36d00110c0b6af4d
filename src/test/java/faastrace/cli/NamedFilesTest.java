package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import faastrace.Means;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that an option is rejected if it names a pipe or device instead of a file. Reading a pipe or device might
 * never end.
 */
class NamedFilesTest {
    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void makePipe() throws Exception {
        Means.require("mkfifo");
        sandbox = Sandbox.in(folder);
        assertThat(new ProcessBuilder(
                                "mkfifo", sandbox.project().resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.createSymbolicLink(sandbox.project().resolve("zero"), Path.of("/dev/zero"));
        Files.writeString(sandbox.project().resolve("some"), "something\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "collect --port 0 --token-file FILE",
                "collect --port 0 --tls-cert FILE --tls-key some",
                "collect --port 0 --tls-store FILE --tls-password-file some",
                "collect --port 0 --tls-store some --tls-password-file FILE",
                "collect --port 0 --forward pyroscope=http://127.0.0.1:1 --forward-auth-file FILE",
                "record --pid 1 --url http://127.0.0.1:1/ --token-file FILE",
                "template store list --url FILE",
                "template pull stack -f FILE",
                "patch -f FILE",
                "enable podman --profile FILE --output x.json",
            })
    void isRefusedAtOnce(String line) {
        for (String file : List.of("pipe", "zero")) {
            List<String> words = new ArrayList<>();
            for (String word : line.split(" ")) {
                words.add(
                        word.equals("FILE") || word.equals("some")
                                ? sandbox.project()
                                        .resolve(word.equals("some") ? word : file)
                                        .toString()
                                : word);
            }
            Sandbox.Result result = assertTimeoutPreemptively(
                    Duration.ofSeconds(60), () -> sandbox.run(words.toArray(String[]::new)), line);
            assertThat(result.code()).as(line + " " + result.err()).isEqualTo(2);
            assertThat(result.err()).contains(file + ": is not a plain file");
        }
    }
}
