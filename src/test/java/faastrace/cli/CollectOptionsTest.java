package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.collector.Settings;
import faastrace.problem.Problem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CollectOptionsTest {
    @Command
    private static final class Holder {
        @CommandLine.Mixin
        private CollectOptions options;
    }

    @Test
    void withoutOptionsAllIsKeptForThisMachineOnly() {
        Settings settings = settings();
        assertThat(settings.address().getAddress().isLoopbackAddress()).isTrue();
        assertThat(settings.sync()).isTrue();
        assertThat(settings.limits().bodyBytes()).isEqualTo(256L << 20);
        assertThat(settings.limits().keepBytes()).isEmpty();
        assertThat(settings.limits().keepAge()).isEmpty();
        assertThat(settings.limits().perSecond()).isEmpty();
        assertThat(settings.tokenFile()).isEmpty();
        assertThat(settings.tls()).isEmpty();
    }

    @Test
    void limitsAreReadWithTheirUnits() {
        Settings settings = settings(
                "--max-body=5k", "--keep-bytes=2T", "--keep-age=12h", "--rate=7", "--stop-timeout=3m", "--no-fsync");
        assertThat(settings.limits().bodyBytes()).isEqualTo(5 << 10);
        assertThat(settings.limits().keepBytes()).hasValue(2L << 40);
        assertThat(settings.limits().keepAge()).contains(Duration.ofHours(12));
        assertThat(settings.limits().perSecond()).hasValue(7);
        assertThat(settings.stopTimeout()).isEqualTo(Duration.ofMinutes(3));
        assertThat(settings.sync()).isFalse();
    }

    @Test
    void whatMakesNoSenseIsTheUsersToFix() {
        for (String wrong : List.of(
                "--max-body=0",
                "--max-body=-1",
                "--max-body=1.5g",
                "--max-body=9999999999t",
                "--keep-bytes=much",
                "--keep-age=7",
                "--keep-age=0d",
                "--keep-age=7y",
                "--rate=0",
                "--stop-timeout=soon",
                "--tls-cert=x",
                "--tls-key=x",
                "--tls-store=x",
                "--tls-password-file=x",
                "--port=-1")) {
            assertThatThrownBy(() -> settings(wrong)).as(wrong).isInstanceOf(Problem.class);
        }
        assertThatThrownBy(() -> settings("--tls-cert=x", "--tls-key=x", "--tls-store=x"))
                .isInstanceOf(Problem.class);
        assertThat(settings("--tls-cert=x", "--tls-key=x").tls()).isPresent();
    }

    private static Settings settings(String... arguments) {
        Holder holder = new Holder();
        new CommandLine(holder).parseArgs(arguments);
        return holder.options.settings();
    }
}
