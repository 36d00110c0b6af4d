package faastrace.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.collector.Settings;
import faastrace.forward.ForwardSettings;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
                "--base-path=traces",
                "--base-path=//elsewhere",
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

    @Test
    void aBackendIsReadWithWhatItWants(@TempDir Path directory) throws IOException {
        Path auth = Files.writeString(directory.resolve("auth"), "t0ken\n");
        assertThat(forward()).isEmpty();
        ForwardSettings forward = forward(
                        "--forward=pyroscope=https://p.example/profiles/",
                        "--forward-auth-file=" + auth,
                        "--forward-tenant=team-a",
                        "--forward-age=3h")
                .orElseThrow();
        assertThat(forward.backend()).hasHost("p.example").hasPath("/profiles/");
        assertThat(forward.authFile()).contains(auth);
        assertThat(forward.tenant()).contains("team-a");
        assertThat(forward.age()).isEqualTo(Duration.ofHours(3));
    }

    @Test
    void theCureForAWrongUrlIsAWholeOption() {
        for (String wrong : List.of(
                "pyroscope=",
                "pyroscope=p.example:4040",
                "pyroscope=ftp://p.example",
                "otlp=",
                "otlp=p.example:4318")) {
            assertThatThrownBy(() -> forward("--forward=" + wrong))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.cure()).contains("pyroscope=http://"));
        }
    }

    @Test
    void theCollectorIsNotItsOwnBackend() {
        for (String own :
                List.of("localhost:4141", "127.0.0.1:4141", "[::1]:4141", "0.0.0.0:4141", "LOCALHOST:4141/x")) {
            assertThatThrownBy(() -> forward("--forward=pyroscope=http://" + own))
                    .as(own)
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.what()).contains("this collector itself"));
        }
        assertThatThrownBy(() -> forward("--forward=pyroscope=http://localhost", "--port=80"))
                .isInstanceOf(Problem.class);
        assertThat(forward("--forward=pyroscope=http://localhost:4040")).isPresent();
        assertThat(forward("--forward=pyroscope=http://p.example:4141")).isPresent();
        assertThat(forward("--forward=otlp=https://p.example:4318/v1development/profiles"))
                .hasValueSatisfying(otlp -> assertThat(otlp.kind()).isEqualTo(ForwardSettings.Kind.otlp));
        assertThat(forward("--forward=pyroscope=http://localhost:4141", "--port=4142"))
                .isPresent();
    }

    @Test
    void aBackendThatCannotBeIsTheUsersToFixAndNoPasswordIsShown() {
        String there = "--forward=pyroscope=http://p.example";
        for (String[] wrong : new String[][] {
            {"--forward=http://p.example"},
            {"--forward=loki=http://p.example"},
            {"--forward=pyroscope="},
            {"--forward=pyroscope=p.example:4040"},
            {"--forward=pyroscope=ftp://p.example"},
            {"--forward=pyroscope=http://"},
            {"--forward=pyroscope=http://me:s3cret@p.example"},
            {"--forward=pyroscope=http://me:s3cret@p.exa mple"},
            {there + "?token=s3cret"},
            {there, "--forward-auth-file=no/such/file"},
            {there, "--forward-tenant=two words"},
            {there, "--forward-age=old"},
            {"--forward-auth-file=x"},
            {"--forward-tenant=x"}
        }) {
            assertThatThrownBy(() -> forward(wrong))
                    .as(String.join(" ", wrong))
                    .isInstanceOf(Problem.class)
                    .hasMessageNotContaining("s3cret");
        }
    }

    private static Optional<ForwardSettings> forward(String... arguments) {
        Holder holder = new Holder();
        new CommandLine(holder).parseArgs(arguments);
        return holder.options.forward();
    }

    private static Settings settings(String... arguments) {
        Holder holder = new Holder();
        new CommandLine(holder).parseArgs(arguments);
        return holder.options.settings();
    }

    @Test
    void aTraceLinkNeedsAPlaceForTheTraceId() {
        assertThat(settings("--trace-link=https://tempo.example/trace/{trace}?s={span}")
                        .traceLink())
                .isPresent();
        for (String wrong : List.of(
                "https://tempo.example/trace/",
                "javascript:alert('{trace}')",
                "https://me:s3cret@tempo.example/{trace}",
                "https://tempo.example/a b/{trace}",
                "https://{trace}/",
                "https://{trace}.example/",
                "https://tempo.example/%zz{trace}",
                "https://tempo.example/{trace}\"onclick=x",
                "{trace}")) {
            assertThatThrownBy(() -> settings("--trace-link=" + wrong))
                    .as(wrong)
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.getMessage()).doesNotContain("s3cret"));
        }
    }
}
