package faastrace.repository.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
    @ParameterizedTest
    @CsvSource({
        "https://github.com/openfaas/templates.git, https://github.com/openfaas/templates.git,",
        "https://github.com/openfaas/templates#1.0, https://github.com/openfaas/templates, 1.0",
        "http://127.0.0.1:8080/t.git#feature/x, http://127.0.0.1:8080/t.git, feature/x",
        "git://host/t#sha-1a2b3c4, git://host/t, sha-1a2b3c4",
        "git@github.com:openfaas/templates.git#v1, git@github.com:openfaas/templates.git, v1",
        "me@host.example:t.git, me@host.example:t.git,",
        "ssh://git@host:22/t.git#v1+build, ssh://git@host:22/t.git, v1+build",
        "https://[::1]:80/t, https://[::1]:80/t,",
        "file:///srv/t.git#main, file:///srv/t.git, main",
    })
    void whatFaasCliTakesIsTakenApart(String argument, String url, String ref) {
        assertThat(Reference.parse(argument)).isEqualTo(new Reference(url, ref));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "--upload-pack=touch x",
                "-oProxyCommand=x",
                "ext::sh -c touch% x",
                "fd::17",
                "ftp://host/t",
                "https://",
                "https://-oProxyCommand=x/t",
                "https:///t",
                "https://host:99999/t",
                "https://host:0/t",
                "https://300.1.1.1/t",
                "ssh://-oProxyCommand=x/t",
                "git@-host:x",
                "git@host:-x",
                "nowhere",
                "nowhere#v1",
                "https://host/t\nx",
                "https://host/t\0x",
                "https://host/t#",
                "https://host/t#a..b",
                "https://host/t#-x",
                "https://host/t#a b",
                "https://host/t#$(touch x)",
                "https://host/t#a;b",
                "https://host/t#x.lock",
                "https://host/t#/x",
                "https://host/t#x/",
                "https://host/t#../x",
                "https://host/t#sha-",
                "https://host/t#sha-12345",
                "https://host/t#sha-xyzxyzx",
            })
    void whatIsNoRepositoryOrCouldRunACommandIsRefused(String argument) {
        assertThatThrownBy(() -> Reference.parse(argument)).isInstanceOf(Problem.class);
    }

    @Test
    void aFolderIsTakenAsItIsAndAnExistingOneMayHoldAHash(@TempDir Path folder) throws IOException {
        Path odd = Files.createDirectory(folder.resolve("a#b"));
        assertThat(Reference.parse(odd.toString())).isEqualTo(new Reference(odd.toString(), null));
        assertThat(Reference.parse(folder + "#v1")).isEqualTo(new Reference(folder.toString(), "v1"));
    }

    @Test
    void credentialsAreShownNowhere() {
        Reference reference = Reference.parse("https://user:s3cret%2F@host/t.git?private_token=abc#v1");
        assertThat(reference.displayUrl()).isEqualTo("https://host/t.git");
        assertThat(reference).hasToString("https://host/t.git#v1");
        assertThat(Reference.parse("https://ghp_token@host/t").displayUrl()).isEqualTo("https://host/t");
        assertThat(Reference.parse("ssh://git:pw@host/t").displayUrl()).isEqualTo("ssh://git@host/t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:pa/s3cret@host/t",
                "https://user:pa#s3cret@host/t",
                "https://user:pa?s3cret@host/t",
                "https://user:s3cret@host/t#a..b",
                "https://user:s3cret@-host/t",
                "ftp://user:s3cret@host/t",
                "https://user:s3cret@host/t#sha-1",
            })
    void aRefusedUrlShowsNoCredentialsEither(String argument) {
        assertThatThrownBy(() -> Reference.parse(argument))
                .isInstanceOf(Problem.class)
                .message()
                .doesNotContain("s3cret")
                .doesNotContain("user:");
    }

    @Test
    void theEnvironmentBeatsTheDefaultEvenWhenTheDefaultIsSpelledOut() {
        assertThat(Reference.choose(null, null).url()).isEqualTo(Reference.DEFAULT_URL);
        assertThat(Reference.choose(null, "https://e/t").url()).isEqualTo("https://e/t");
        assertThat(Reference.choose(Reference.DEFAULT_URL, "https://e/t").url()).isEqualTo("https://e/t");
        assertThat(Reference.choose("https://a/t", "https://e/t").url()).isEqualTo("https://a/t");
        assertThat(Reference.choose(null, "").url()).isEqualTo(Reference.DEFAULT_URL);
    }

    @Test
    void aCommitIsKnownByItsDigits() {
        String whole = "0123456789abcdef0123456789abcdef01234567";
        assertThat(Reference.parse("https://h/t#" + whole).commit()).contains(whole);
        assertThat(Reference.parse("https://h/t#sha-ABCDEF1").commit()).contains("abcdef1");
        assertThat(Reference.parse("https://h/t#abcdef1").commit()).isEmpty();
    }

    @Test
    void othersTextsLoseTheCredentials() {
        assertThat(GitUrl.redact("cannot open https://u:p@h/t with s3cret", "https://user:s3cret@h/t"))
                .isEqualTo("cannot open https://h/t with ***");
    }
}
