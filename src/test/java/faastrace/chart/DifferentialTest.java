package faastrace.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DifferentialTest {
    private static final String PLAIN = Traces.sample("1.0", "f", "main") + Traces.sample("1.1", "g", "main");

    @Test
    void aTraceAgainstItselfIsEmptyHoweverLong() throws IOException {
        assertThat(of(PLAIN, PLAIN).isEmpty()).isTrue();
        assertThat(of(PLAIN, PLAIN + PLAIN + PLAIN).isEmpty()).isTrue();
        assertThat(of(PLAIN, PLAIN + PLAIN).changes()).isEmpty();
    }

    @Test
    void oneHotFunctionMoreIsWhatGrewMost() throws IOException {
        String hot = Traces.sample("1.2", "hot", "g", "main").repeat(6);
        List<Differential.Change> changes = of(PLAIN, PLAIN + hot).changes();
        assertThat(changes.get(0).function()).isEqualTo("hot");
        assertThat(changes.get(0).before()).isZero();
        assertThat(changes.get(0).after()).isEqualTo(0.75, Offset.offset(1e-9));
        assertThat(changes).extracting(Differential.Change::function).containsExactly("hot", "g", "f");
    }

    @Test
    void whatOnlyOneSideHasIsThere() throws IOException {
        List<Differential.Change> changes =
                of(PLAIN, Traces.sample("1.0", "h", "main")).changes();
        assertThat(changes).extracting(Differential.Change::function).containsExactlyInAnyOrder("f", "g", "h");
        assertThat(changes.get(2).delta()).isEqualTo(-0.5, Offset.offset(1e-9));
    }

    @Test
    void recursionCountsOnce() throws IOException {
        List<Differential.Change> changes =
                of(PLAIN, Traces.sample("1.0", "f", "f", "f", "main")).changes();
        assertThat(changes.get(0)).isEqualTo(new Differential.Change("f", 0.5, 1));
    }

    @Test
    void bothSidesShareOneTreeInJson() throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        of(PLAIN, Traces.sample("1.0", "h", "main")).write(List.of("a", "b</script>"), json);
        assertThat(json.toString(UTF_8))
                .contains("\"titles\":[\"a\",\"b\\u003c/script>\"]")
                .contains("\"names\":[\"app\",\"main\",\"f\",\"g\",\"h\"]")
                .contains("\"parents\":[0,1,2,2,2]")
                .contains("\"before\":[0,0,0,1,1,0],\"after\":[0,0,0,0,0,1]");
    }

    private static Differential of(String first, String second) throws IOException {
        Trace before = Traces.of(first);
        return Differential.of(before, Selection.ALL, Traces.of(second), Selection.ALL);
    }
}
