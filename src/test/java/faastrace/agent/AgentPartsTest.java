package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the parts from which a patch assembles the agent. */
class AgentPartsTest {
    private static final Path FOLDER = Agent.OVERLAYS.resolve("agent");
    private static final Pattern TAKEN = Pattern.compile("\\[=file\\(\"(parts/[^\"]+)\"\\)]");
    private static final Pattern FUNCTION = Pattern.compile("(?m)^ *([a-z_]+)\\(\\) ");
    private static final Pattern ASSIGNED = Pattern.compile("(?m)(?:^|[ ;{(&|])([a-z_]+)=(?!=)");
    private static final Pattern READ = Pattern.compile("read -r ([a-z_ ]+)");
    private static final Pattern LOOP = Pattern.compile("for ([a-z_]+)(?: in|;)");

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }

    private static List<Path> parts() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve("parts"))) {
            return files.toList();
        }
    }

    /** The shell code, without the awk programs. */
    private static String shell() throws IOException {
        StringBuilder shell = new StringBuilder();
        for (Path part : parts()) {
            shell.append(part.toString().endsWith(".sh") ? Files.readString(part) : "");
        }
        return shell.toString();
    }

    @Test
    void eachPartIsTakenInOnce() throws IOException {
        List<String> names =
                parts().stream().map(part -> FOLDER.relativize(part).toString()).toList();
        assertThat(found(TAKEN, Files.readString(FOLDER.resolve("faas-trace-agent.ftl"))))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void noNameIsBothAFunctionAndAVariable() throws IOException {
        String shell = shell();
        Set<String> variables = Stream.of(ASSIGNED, READ, LOOP)
                .flatMap(pattern -> found(pattern, shell).stream())
                .flatMap(names -> Stream.of(names.split(" ")))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(variables).contains("armed", "due", "demand", "file");
        assertThat(found(FUNCTION, shell)).contains("watchdog", "is_due").doesNotContainAnyElementsOf(variables);
    }

    @Test
    void aPartIsShort() throws IOException {
        for (Path part : parts()) {
            assertThat(Files.readAllLines(part)).as(part.toString()).hasSizeLessThan(300);
        }
    }
}
