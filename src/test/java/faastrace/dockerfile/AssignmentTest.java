package faastrace.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AssignmentTest {
    private static List<Assignment> read(String text) {
        return Dockerfile.parse(text).instructions().get(0).assignments();
    }

    private static String raw(String text, Assignment assignment) {
        return text.substring(assignment.valueStart(), assignment.valueEnd());
    }

    @Test
    void oneEnvMayAssignSeveralOverContinuedLines() {
        String text = "ENV a=1 b=\"2 3\" \\\n  # why\n  c='4' \\\n  d=5\\ 6 e=\n";
        List<Assignment> all = read(text);
        assertThat(all).extracting(Assignment::key).containsExactly("a", "b", "c", "d", "e");
        assertThat(all).extracting(Assignment::value).containsExactly("1", "2 3", "4", "5 6", "");
        assertThat(all).extracting(Assignment::line).containsExactly(1, 1, 3, 4, 4);
        assertThat(all).extracting(a -> raw(text, a)).containsExactly("1", "\"2 3\"", "'4'", "5\\ 6", "");
    }

    @Test
    void theFormWithoutEqualsTakesAllTheRest() {
        String text = "ENV fprocess  python \"index.py\" a=b \nUSER x";
        Assignment only = read(text).get(0);
        assertThat(read(text)).hasSize(1);
        assertThat(only.key()).isEqualTo("fprocess");
        assertThat(only.value()).isEqualTo("python index.py a=b");
        assertThat(raw(text, only)).isEqualTo("python \"index.py\" a=b");
    }

    @Test
    void aValueMaySpanLines() {
        String text = "ENV fprocess=\"python \\\n index.py\"\n";
        Assignment only = read(text).get(0);
        assertThat(only.value()).isEqualTo("python  index.py");
        assertThat(raw(text, only)).isEqualTo("\"python \\\n index.py\"");
    }

    @Test
    void argsMayHaveNoDefault() {
        List<Assignment> all = read("ARG A B=1 C=\n");
        assertThat(all).extracting(Assignment::isBare).containsExactly(true, false, false);
        assertThat(all).extracting(Assignment::key).containsExactly("A", "B", "C");
        assertThat(all.get(0).valueStart()).isEqualTo(5).isEqualTo(all.get(0).valueEnd());
    }

    @Test
    void quotesAndEscapesFollowTheShell() {
        assertThat(read("ENV a=\"x\\\"y\\$z\\\\w\\n\"").get(0).value()).isEqualTo("x\"y$z\\w\\n");
        assertThat(read("ENV a='x\\\"$y'").get(0).value()).isEqualTo("x\\\"$y");
        assertThat(read("ENV a=x'y z'\"w\"").get(0).value()).isEqualTo("xy zw");
        assertThat(read("ENV a=${b:-c d}").get(0).value()).isEqualTo("${b:-c");
    }

    @Test
    void labelsMayHaveQuotedKeys() {
        Assignment label = read("LABEL \"a b\"=\"c d\"").get(0);
        assertThat(label.key()).isEqualTo("a b");
        assertThat(label.value()).isEqualTo("c d");
    }

    @Test
    void otherInstructionsAssignNothing() {
        assertThat(read("RUN a=b")).isEmpty();
        assertThat(read("ENV")).isEmpty();
    }
}
