package faastrace.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.document.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the command of the collector's image. A program that prints its arguments replaces faas-trace. */
class CollectorImageIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "--keep-bytes 10g, collect --dir /stacks --host 0.0.0.0 --keep-bytes 10g",
        "--host 127.0.0.1, collect --dir /stacks --host 127.0.0.1",
        "--host=::1 --dir=/data, collect --host=::1 --dir=/data",
        "--dir /data --rate 5, collect --host 0.0.0.0 --dir /data --rate 5",
        "'', collect --dir /stacks --host 0.0.0.0"
    })
    void whatItIsStartedWithReplacesItsOwnDefaults(String arguments, String expected) throws Exception {
        Path program = Files.writeString(folder.resolve("faas-trace"), "#!/bin/sh\necho \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        List<String> command = new ArrayList<>(entryPoint());
        Arrays.stream(arguments.split(" ")).filter(word -> !word.isEmpty()).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes()).strip();
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).isEqualTo(expected);
    }

    private static List<String> entryPoint() throws Exception {
        String line = Files.readAllLines(Path.of("examples/collector/Dockerfile")).stream()
                .filter(each -> each.startsWith("ENTRYPOINT "))
                .findFirst()
                .orElseThrow();
        return Json.read("Dockerfile", line.substring("ENTRYPOINT ".length())).texts();
    }
}
