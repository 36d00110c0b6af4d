package faastrace.collector.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveSettingsTest {
    @Test
    void aUrlHasABucketAndAPrefix() {
        assertThat(ArchiveSettings.to("s3://traces").prefix()).isEmpty();
        assertThat(ArchiveSettings.to("s3://traces/").prefix()).isEmpty();
        assertThat(ArchiveSettings.to("s3://traces/a/b/").prefix()).isEqualTo("a/b/");
        assertThat(ArchiveSettings.to("s3://traces/a").bucket()).isEqualTo("traces");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "traces", "s3:/traces", "s3://", "s3://Traces/a", "gs://traces", "s3://a_b/c"})
    void otherUrlsAreRefused(String url) {
        assertThatThrownBy(() -> ArchiveSettings.to(url))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("s3://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "slow", "slow=1", "slow=1h", "1/0", "1/", "on-demand,", "1/99999999999999"})
    void otherRulesAreRefused(String rule) {
        assertThatThrownBy(() -> ArchiveRule.of(rule))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("--archive-only");
    }

    @Test
    void eachPartOfARuleIsEnough() {
        TraceCalls fast = new TraceCalls(List.of("a"), 499_000_000, false);
        ArchiveRule rule = ArchiveRule.of("slow=500ms, on-demand, 1/10");
        assertThat(rule.keeps(11, fast)).isFalse();
        assertThat(rule.keeps(20, fast)).isTrue();
        assertThat(rule.keeps(-6, fast))
                .as("a large id, without its sign: …610")
                .isTrue();
        assertThat(rule.keeps(11, new TraceCalls(List.of("a"), 500_000_000, false)))
                .isTrue();
        assertThat(rule.keeps(11, new TraceCalls(List.of("a"), 0, true))).isTrue();
        assertThat(ArchiveRule.ALL.keeps(11, fast)).isTrue();
        assertThat(ArchiveRule.of("slow=2s").keeps(20, fast)).isFalse();
    }
}
