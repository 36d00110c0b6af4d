package faastrace.host.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import faastrace.document.Json;
import faastrace.problem.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryTest {
    @TempDir
    Path folder;

    private HttpServer server;

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatACollectorSaysIsToldInItsWords() throws IOException {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("status", 404);
        problem.put("title", "there is nothing at this path");
        problem.put("detail", "see GET /v1/traces");
        assertThat(refusal(Json.write(problem)))
                .isEqualTo("responds with 404: there is nothing at this path; see GET /v1/traces");
        assertThat(refusal("{\"title\": \"gone\"}")).isEqualTo("responds with 404: gone");
    }

    @Test
    void ofWhateverElseAnswersTheFirstLineIsTold() throws IOException {
        assertThat(refusal("no such page\nat all")).isEqualTo("responds with 404: no such page");
        for (String odd : new String[] {"[]", "{\"title\": []}", "{}", "7"}) {
            assertThat(refusal(odd)).isEqualTo("responds with 404: " + odd);
        }
        assertThat(refusal("")).isEqualTo("responds with 404: no message");
    }

    private String refusal(String body) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(404, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        Path trace = Files.writeString(folder.resolve("trace"), "x");
        Delivery delivery =
                new Delivery("http://127.0.0.1:" + server.getAddress().getPort() + "/nosuch", Optional.empty());
        Problem[] problem = new Problem[1];
        assertThatThrownBy(() -> delivery.send("pi", trace))
                .isInstanceOfSatisfying(Problem.class, found -> problem[0] = found);
        server.stop(0);
        return problem[0].what();
    }
}
