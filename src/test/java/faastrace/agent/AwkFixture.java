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

    /**
     * Runs a program.
     *
     * @param program the name of its file, or the names of several files that make one program, separated by blanks
     * @param arguments the arguments, with PROGRAM in the place of the program's text
     */
    final List<String> run(String awk, String program, String... arguments) throws Exception {
        Means.require(Shells.word(awk));
        List<String> command = new ArrayList<>(Shells.words(awk));
        Path input = directory.resolve("input");
        for (String argument : arguments) {
            command.add(argument.equals("PROGRAM") ? text(program) : argument);
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

    private static String text(String program) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String part : program.split(" ")) {
            text.append(Files.readString(PARTS.resolve(part + ".awk")));
        }
        return text.toString();
    }
}
