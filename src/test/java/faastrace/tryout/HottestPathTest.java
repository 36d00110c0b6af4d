package faastrace.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Frame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests the search for the call path that most samples share. */
class HottestPathTest {
    private final HottestPath path = new HottestPath();

    private void add(String... outermostFirst) {
        List<Frame> frames = new ArrayList<>(
                Stream.of(outermostFirst).map(name -> new Frame(name, "")).toList());
        Collections.reverse(frames);
        path.add(frames);
    }

    @Test
    void itGoesOnAsLongAsMoreThanHalfOfTheSamplesFollow() {
        add("main", "handle", "[unknown]", "pi");
        add("main", "handle", "[unknown]", "pi");
        add("main", "handle", "[unknown]", "print");
        add("main", "idle");
        assertThat(path.path().names()).containsExactly("main", "handle");
        assertThat(path.path().samples()).isEqualTo(3);
    }

    @Test
    void withoutSamplesThereIsNone() {
        assertThat(path.path().names()).isEmpty();
        assertThat(path.path().samples()).isZero();
    }
}
