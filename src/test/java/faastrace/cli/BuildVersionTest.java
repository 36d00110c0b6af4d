package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class BuildVersionTest {
    @Test
    void theCommitAndItsDateFollowTheVersion() {
        assertThat(BuildVersion.withCommit(commit("0123456789ab", "2026-12-01")))
                .isEqualTo(BuildVersion.name() + " (commit 0123456789ab, 2026-12-01)");
    }

    @Test
    void withoutGitThereIsOnlyTheVersion() {
        assertThat(BuildVersion.withCommit(new Properties())).isEqualTo(BuildVersion.name());
        assertThat(BuildVersion.withCommit(commit("", ""))).isEqualTo(BuildVersion.name());
    }

    private static Properties commit(String id, String day) {
        Properties commit = new Properties();
        commit.setProperty("git.commit.id.abbrev", id);
        commit.setProperty("git.commit.time", day);
        return commit;
    }
}
