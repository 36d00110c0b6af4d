package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Runs the agent's awk programs on files in a folder, with the awk implementations that images have. */
abstract class AwkFixture {
    static final Path PARTS = Agent.OVERLAYS.resolve("agent/parts");

    @TempDir
    Path directory;

    static Stream<String> awks() {
        return Stream.of("mawk", "busybox awk", "busybox-static awk");
    }

    final void write(String file, String... lines) throws IOException {
        Files.writeString(directory.resolve(file), String.join("\n", lines) + "\n");
    }

    final List<String> lines(String file) throws IOException {
        Path path = directory.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }

    final List<String> run(String awk, String program, String... arguments) throws Exception {
        Means.require(Shells.word(awk));
        List<String> command = new ArrayList<>(Shells.words(awk));
        Path input = directory.resolve("input");
        for (String argument : arguments) {
            command.add(argument.equals("PROGRAM") ? Files.readString(PARTS.resolve(program + ".awk")) : argument);
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
        builder.environment().put("LC_ALL", "C");
        if (Files.exists(input)) {
            builder.redirectInput(input.toFile());
        }
        assertThat(builder.start().waitFor()).as(lines("output").toString()).isZero();
        return lines("output");
    }
}
