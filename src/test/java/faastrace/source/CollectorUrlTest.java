package faastrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollectorUrlTest {
    @Test
    void urlsOfPagesThatSelectAreRefused() {
        String trace = "http://localhost/traces/pi/a.perf";
        for (String url : List.of(trace + "?invocation=x", trace + "#zoom=1&invocation=x", trace + "?a#from=1")) {
            assertThatThrownBy(() -> CollectorUrl.of(url)).hasMessageContaining("use --invocation, --from, --to");
        }
        assertThat(CollectorUrl.of(trace + "?x=y#zoom=1").file()).hasValue("a.perf");
        for (String page : List.of(
                "?name=pi",
                "functions/pi?version=v1",
                "v1/traces?name=pi",
                "merged?name=pi",
                "merged",
                "base/compare")) {
            assertThatThrownBy(() -> CollectorUrl.of("http://localhost/" + page))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("use --function, --since and --version-of");
        }
    }

    @Test
    void passwordsInUrlsAreRefusedAndNeverPrinted() {
        for (String url : List.of(
                "http://user:hunter2@localhost:4141/",
                "https://hunter2@localhost",
                "HTTP://user:hunter2@localhost",
                "http://",
                "http://localhost:99999/hunter2",
                "http://local host/hunter2",
                "http://localhost/hunter2{}",
                "http://not_allowed/hunter2",
                "http://localhost/?hunter2")) {
            assertThat(CollectorUrl.is(url)).isTrue();
            assertThatThrownBy(() -> CollectorUrl.of(url))
                    .isInstanceOf(Problem.class)
                    .hasMessageNotContaining("hunter2");
        }
        assertThat(CollectorUrl.is("http.perf")).isFalse();
        assertThat(CollectorUrl.of("HTTPS://localhost/Base/").base()).isEqualTo("https://localhost/Base");
        assertThat(CollectorUrl.of("https://[::1]:4141//").base()).isEqualTo("https://[::1]:4141");
    }
}
