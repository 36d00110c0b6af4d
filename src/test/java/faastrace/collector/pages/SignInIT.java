package faastrace.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks who may read and delete traces with a browser. */
class SignInIT extends PageFixture {
    @Test
    void withTokensABrowserSignsInOnceAndOnlyForReading(@TempDir Path other) throws Exception {
        Path tokens = Files.writeString(other.resolve("tokens"), "s3cret\n");
        String trace = send("pi", TRACE);
        restart(settings().withTokens(tokens));
        HttpResponse<String> turned = page("/traces/" + trace + "?x=1");
        assertThat(turned.statusCode()).isEqualTo(303);
        assertThat(turned.headers().firstValue("Location"))
                .contains("../../sign-in?to=%2Ftraces%2F" + trace.replace("/", "%2F") + "%3Fx%3D1");
        assertThat(send(HttpRequest.newBuilder(uri("/v1/traces/" + trace))).statusCode())
                .isEqualTo(401);
        assertThat(signIn("wrong", "/").statusCode()).isEqualTo(403);
        HttpResponse<String> in = signIn("s3cret", "/traces/" + trace);
        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(in.headers().firstValue("Location")).contains("./traces/" + trace);
        String cookie = in.headers().firstValue("Set-Cookie").orElse("");
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain("s3cret");
        String sent = cookie.substring(0, cookie.indexOf(';'));
        assertThat(with(sent, "/").GET().build())
                .satisfies(request -> assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                                .body())
                        .contains("Sign out"));
        assertThat(send(with(sent, "/v1/traces/" + trace).DELETE()).statusCode())
                .isEqualTo(401);
        assertThat(send(with(sent, "/v1/traces/" + trace)
                                .header("Sec-Fetch-Site", "cross-site")
                                .DELETE())
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(with(sent, "/v1/traces/" + trace)
                                .header("Sec-Fetch-Site", "same-origin")
                                .DELETE())
                        .statusCode())
                .isEqualTo(204);
        assertThat(signIn("s3cret", "//evil.example/").headers().firstValue("Location"))
                .contains("./");
        assertThat(signIn("s3cret", "https://evil.example/").headers().firstValue("Location"))
                .contains("./");
    }

    @Test
    void anotherSitesPageDeletesNothing() throws Exception {
        String trace = send("pi", TRACE);
        for (String site : List.of("cross-site", "same-site", "none")) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri("/v1/traces/" + trace));
            assertThat(send(request.header("Sec-Fetch-Site", site).DELETE()).statusCode())
                    .isEqualTo(403);
        }
        HttpRequest.Builder old = HttpRequest.newBuilder(uri("/v1/traces/" + trace));
        assertThat(send(old.header("Origin", "http://evil.example").DELETE()).statusCode())
                .isEqualTo(403);
        assertThat(send(HttpRequest.newBuilder(uri("/v1/traces/" + trace)).DELETE())
                        .statusCode())
                .isEqualTo(204);
    }

    private HttpResponse<String> signIn(String token, String to) throws Exception {
        return send(HttpRequest.newBuilder(uri("/sign-in"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("token=" + token + "&to=" + encoded(to))));
    }

    private HttpRequest.Builder with(String cookie, String path) {
        return HttpRequest.newBuilder(uri(path)).header("Cookie", cookie).header("Accept", "text/html");
    }
}
