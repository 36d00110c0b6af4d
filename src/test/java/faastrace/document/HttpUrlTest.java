package faastrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://faas-trace.openfaas:4141/",
                "https://traces.example",
                "http://127.0.0.1:1/",
                "http://127.0.0.1:65535",
                "http://localhost:/",
                "http://faas_trace:4141/a/b?c=d@e",
                "http://[::1]:4141/",
                "http://[fe80::1]/",
                "http://1.2.3.4.example/",
                "http://3.example:80/"
            })
    void aServerThatMayBeThere(String url) {
        assertThatCode(() -> HttpUrl.check("--url", url)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://x:99999/|port",
                "http://x:65536|port",
                "http://x:0/|port",
                "http://x:-1/|port",
                "http://x:http/|port",
                "http://x:80:80/|port",
                "http://[::1]:99999/|port",
                "http://x:99999999999999999999/|port",
                "http://300.1.1.1/|host",
                "http://1.2.3.99999999999/|host",
                "http://[zz]/|host",
                "http://[1:2]/|host",
                "http://[::1/|host",
                "http://a b/|host",
                "http:///a|host",
                "http://|host",
                "http://:80/|host",
                "http://-x/|host",
                "http://me:secret@x/|password",
                "ftp://x/|http",
                "x:4141|http",
                "''|http",
                "http://x/a b|http",
            })
    void oneThatCannotBeThere(String url, String reason) {
        assertThatThrownBy(() -> HttpUrl.check("--url", url)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.where()).isEqualTo("--url");
            assertThat(problem.what()).contains(reason);
        });
    }

    @Test
    void aPasswordIsNotShown() {
        for (String url : new String[] {"http://me:s3cret@x/", "http://me:s3cret/x@y/", "http://me:s3/cret@x/"}) {
            assertThatThrownBy(() -> HttpUrl.check("--url", url)).message().doesNotContain("s3");
        }
    }
}
