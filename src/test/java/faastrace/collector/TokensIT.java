package faastrace.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensIT extends CollectorFixture {
    @TempDir
    Path secrets;

    private Path file;

    @BeforeEach
    void guard() throws Exception {
        file = Files.writeString(secrets.resolve("token"), "s3cret\nnext-one\n");
        restart(settings().withTokens(file));
    }

    @Test
    void whoBearsATokenIsLetIn() throws Exception {
        for (String authorization : List.of("Bearer s3cret", "bearer next-one", "Bearer  s3cret")) {
            assertThat(post(authorization).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void everybodyElseIsToldHowToAndNothingIsKept() throws Exception {
        HttpResponse<String> missing = post("/", "pi", TRACE.getBytes(UTF_8));
        assertProblem(missing, 401, "Authorization: Bearer");
        assertThat(missing.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer");
        for (String wrong :
                List.of("Bearer s3cre", "Bearer S3CRET", "Basic s3cret", "s3cret", "Bearer", "Bearer s3cret x")) {
            assertThat(post(wrong).statusCode()).as(wrong).isEqualTo(401);
        }
        assertThat(files("pi")).isEmpty();
    }

    @Test
    void onlyHealthAndTheDescriptionAreOpen() throws Exception {
        for (String path : List.of("/healthz", "/readyz", "/openapi.yaml")) {
            assertThat(get(path)).as(path).isEqualTo(200);
        }
        for (String path : List.of("/v1/traces", "/v1/traces/pi/x", "/v1/traces/pi/x/head", "/metrics", "/", "/none")) {
            assertThat(get(path)).as(path).isEqualTo(401);
        }
        assertThat(send(HttpRequest.newBuilder(uri("/v1/traces/pi/x")).DELETE()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aRenewedFileCountsSoonAndAnEmptyOneNever() throws Exception {
        Files.writeString(file, "");
        Thread.sleep(1100);
        assertThat(post("Bearer s3cret").statusCode()).isEqualTo(201);
        Files.writeString(file, "renewed");
        waitUntil(() -> post("Bearer renewed").statusCode() == 201);
        assertThat(post("Bearer s3cret").statusCode()).isEqualTo(401);
        Files.delete(file);
        Thread.sleep(1100);
        assertThat(post("Bearer renewed").statusCode()).isEqualTo(201);
    }

    @Test
    void aLineThatCannotBeATokenIsTheUsersToFix() throws Exception {
        for (String line : List.of("tok 2", "t\u00f6k", "a\u0001b", "a\tb")) {
            Files.writeString(file, "s3cret\n\n" + line + "\n");
            assertThatThrownBy(() -> Collector.start(settings().withTokens(file)))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("token:3: the line can't be a bearer token")
                    .hasMessageNotContaining(line);
        }
        Files.writeString(file, "# my tokens\ns3cret\n");
        assertThatThrownBy(() -> Collector.start(settings().withTokens(file)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("token:1:")
                .hasMessageContaining("can't contain comments")
                .hasMessageNotContaining("my tokens");
    }

    @Test
    void aRenewedFileWithALineThatCannotBeATokenDoesNotCount() throws Exception {
        Files.writeString(file, "renewed\n#c\n");
        Thread.sleep(1100);
        assertThat(post("Bearer s3cret").statusCode()).isEqualTo(201);
        assertThat(post("Bearer #c").statusCode()).isEqualTo(401);
        assertThat(post("Bearer renewed").statusCode()).isEqualTo(401);
    }

    @Test
    void aFileWithoutATokenIsTheUsersToFix() throws Exception {
        Files.writeString(file, " \n\n");
        assertThatThrownBy(() -> Collector.start(settings().withTokens(file)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("no token");
        assertThatThrownBy(() -> Collector.start(settings().withTokens(secrets.resolve("none"))))
                .isInstanceOf(Problem.class);
    }

    private HttpResponse<String> post(String authorization) throws Exception {
        return send(request("/", "pi")
                .header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.ofString(TRACE)));
    }

    private int get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path))).statusCode();
    }
}
