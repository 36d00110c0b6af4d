package faastrace.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tests properties of the parser on many generated texts. If a test fails, its message contains the seed. */
class DockerfileTest {
    private static final String[] ODDMENTS = {
        "FROM ",
        "from a AS b",
        "RUN ",
        "COPY --from=",
        "ENV a=",
        "ONBUILD ",
        "ARG ",
        "SHELL [\"",
        "# ",
        "#escape=`",
        "\\",
        "`",
        "\\\n",
        "\n",
        "\r\n",
        "\r",
        " ",
        "\t",
        "<<",
        "<<-E",
        "E",
        "\"",
        "'",
        "$",
        "${",
        "}",
        ":-",
        "[",
        "]",
        ",",
        "=",
        "--",
        "x",
        "\uFEFF",
        "\0",
        "é",
        "\uD83D\uDE00",
        "\u00a0",
        "0",
        "/"
    };

    /** A generated text with the instructions and arguments that the parser must find in it. */
    private record Made(String text, List<String> raws, List<String> arguments) {}

    @Test
    void gapsAndInstructionsGiveBackAnyText() {
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i >= 0; i--) {
                text.append(ODDMENTS[random.nextInt(ODDMENTS.length)]);
            }
            holdsTogether(text.toString(), seed);
        }
    }

    private static void holdsTogether(String text, int seed) {
        Dockerfile file = Dockerfile.parse(text);
        StringBuilder joined = new StringBuilder();
        int at = 0;
        for (Instruction instruction : file.instructions()) {
            assertThat(instruction.start()).as("seed %d", seed).isBetween(at, instruction.end());
            joined.append(text, at, instruction.start()).append(instruction.raw());
            at = instruction.end();
            staysInside(instruction, text, seed);
        }
        assertThat(joined + text.substring(at)).as("seed %d", seed).isEqualTo(text);
        file.problems();
        file.stages().forEach(stage -> touch(stage, file));
    }

    private static void staysInside(Instruction instruction, String text, int seed) {
        int start = instruction.argumentsStart();
        int end = instruction.argumentsEnd();
        assertThat(instruction.start() <= start && start <= end && end <= instruction.end())
                .as("seed %d: %s", seed, instruction)
                .isTrue();
        for (Assignment assignment : instruction.assignments()) {
            assertThat(assignment.valueStart()).as("seed %d", seed).isBetween(start, assignment.valueEnd());
            assertThat(assignment.valueEnd()).as("seed %d", seed).isLessThanOrEqualTo(end);
        }
        for (Word word : instruction.words()) {
            boolean oneLine = !text.substring(word.start(), word.end()).contains("\n");
            assertThat(oneLine ? text.substring(word.start(), word.end()) : word.text())
                    .as("seed %d", seed)
                    .isEqualTo(word.text());
        }
        instruction.execForm();
        instruction.sources();
        instruction.flag("from");
    }

    private static void touch(Stage stage, Dockerfile file) {
        assertThat(stage.end()).isLessThanOrEqualTo(file.text().length());
        StageState.before(stage, null);
        stage.platform();
        stage.rootImage();
        stage.instructions().forEach(stage::byCopyFrom);
    }

    @Test
    void instructionsAreFoundHoweverTheyAreWritten() {
        for (int seed = 0; seed < 5_000; seed++) {
            Made made = make(new Random(seed));
            Dockerfile file = Dockerfile.parse(made.text);
            assertThat(file.instructions())
                    .as("seed %d", seed)
                    .extracting(Instruction::raw)
                    .isEqualTo(made.raws);
            assertThat(file.instructions())
                    .as("seed %d", seed)
                    .extracting(Instruction::arguments)
                    .isEqualTo(made.arguments);
        }
    }

    private static Made make(Random random) {
        String newline = random.nextBoolean() ? "\n" : "\r\n";
        String escape = random.nextInt(4) == 0 ? "`" : "\\";
        StringBuilder text = new StringBuilder(random.nextInt(5) == 0 ? "\uFEFF" : "");
        if (escape.equals("`")) {
            text.append("# escape=`").append(newline);
        }
        Made made = new Made("", new ArrayList<>(), new ArrayList<>());
        for (int i = random.nextInt(8); i >= 0; i--) {
            gap(random, text, newline);
            String raw = instruction(random, escape, newline, made.arguments);
            text.append(raw);
            made.raws.add(raw);
        }
        gap(random, text, newline);
        return new Made(text.toString(), made.raws, made.arguments);
    }

    private static void gap(Random random, StringBuilder text, String newline) {
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append(random.nextBoolean() ? " # FROM x <<E \\" : " \t").append(newline);
        }
    }

    private static String instruction(Random random, String escape, String newline, List<String> arguments) {
        StringBuilder raw = new StringBuilder(random.nextBoolean() ? "RUN" : "  copy").append(' ');
        StringBuilder joined = new StringBuilder();
        if (random.nextInt(3) == 0) {
            raw.append("--mount=a=b \t");
        }
        for (int i = random.nextInt(6); i >= 0; i--) {
            raw.append("word").append(i);
            joined.append("word").append(i);
            if (i > 0 && random.nextBoolean()) {
                raw.append(escape).append(random.nextBoolean() ? " \t" : "").append(newline);
                gap(random, raw, newline);
            }
            raw.append(i > 0 ? "  " : "");
            joined.append(i > 0 ? "  " : "");
        }
        boolean heredoc = random.nextInt(4) == 0;
        raw.append(heredoc ? " <<-'E'" : "").append(newline);
        raw.append(heredoc ? "FROM x" + newline + newline + "RUN y \\" + newline + "\tE" + newline : "");
        arguments.add(joined + (heredoc ? " <<-'E'" : ""));
        return raw.toString();
    }

    @Test
    void hugeOddTextsAreReadInLinearTime() {
        for (String piece : List.of(
                "${a:-", "RUN x \\\n", "RUN <<E\n", "<<E ", "\"", "\\", "$a", "FROM a AS b\n", "ENV a=$a\n", "[\"")) {
            String text = "FROM x\nENV a=" + piece.repeat(20_000);
            Dockerfile file = Dockerfile.parse(text);
            assertThat(file.instructions()).isNotEmpty();
            file.instructions().get(1).assignments();
            file.problems();
            StageState.before(file.stages().get(0), null);
        }
    }
}
