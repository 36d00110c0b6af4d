package faastrace.repository.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import faastrace.problem.Problem;
import faastrace.repository.git.GitServer;
import faastrace.repository.git.Reference;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateStoreTest {
    static final String LIST = """
            [
              {"template": "zig", "platform": "x86_64", "language": "Zig", "source": "me", "description": "Zig",
               "repo": "https://host/zig", "official": "false"},
              {"template": "Alpha", "platform": "arm64", "language": "A", "source": "me", "description": "A",
               "repo": "https://host/alpha", "official": "false"},
              {"template": "go", "platform": "x86_64", "language": "Go", "source": "openfaas", "description": "Go",
               "repo": "https://host/go", "official": "true", "recommended": true}
            ]
            """;

    private final List<String> logins = new ArrayList<>();
    private HttpServer server;
    private String elsewhere = "file:///etc/hostname";
    private int status = 200;
    private byte[] body = LIST.getBytes(StandardCharsets.UTF_8);

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            logins.add(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getResponseHeaders().set("Location", elsewhere);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theStoreIsReadOverHttpFromAFileAndByUrl(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("store.json"), LIST);
        for (String address : List.of(url(""), file.toString(), "file://" + file)) {
            assertThat(TemplateStore.open(address, null).templates())
                    .extracting(StoreTemplate::name)
                    .containsExactly("go", "Alpha", "zig");
        }
    }

    /**
     * For a port that does not exist, Java throws an exception that would otherwise be reported as a bug in faas-trace.
     */
    @Test
    void aPortThatDoesNotExistIsTheUsersToFix() {
        assertThatThrownBy(() -> TemplateStore.open("http://127.0.0.1:99999/", null))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("the URL has no valid port");
        status = 302;
        elsewhere = "http://127.0.0.1:99999/";
        assertThatThrownBy(() -> TemplateStore.open(url(""), null))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("redirects to an address that does not exist");
    }

    @Test
    void theEnvironmentNamesAnotherStoreAndTheOptionBeatsIt() {
        assertThat(TemplateStore.open(null, url("")).templates()).hasSize(3);
        assertThat(TemplateStore.open(TemplateStore.DEFAULT_URL, url("")).templates())
                .hasSize(3);
        assertThat(TemplateStore.open(url(""), "http://127.0.0.1:1/").templates())
                .hasSize(3);
    }

    @Test
    void templatesAreFoundByNameBySourceAndWithARef() {
        TemplateStore store = TemplateStore.open(url(""), null);
        assertThat(store.reference("go")).isEqualTo(new Reference("https://host/go", null));
        assertThat(store.reference("openfaas/go")).isEqualTo(new Reference("https://host/go", null));
        assertThat(store.reference("go@1.0")).isEqualTo(new Reference("https://host/go", "1.0"));
        assertThatThrownBy(() -> store.reference("nope"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("`nope` does not exist");
    }

    @Test
    void theUrlsLoginIsUsedAndNeverShown() {
        TemplateStore.open(url("user:s3cret@"), null);
        assertThat(logins).containsExactly(GitServer.basic("user:s3cret"));
        status = 403;
        assertThatThrownBy(() -> TemplateStore.open(url("user:s3cret@"), null))
                .hasMessageContaining("responds with 403")
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void whatIsNoListIsSaid() {
        body = "nonsense".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> TemplateStore.open(url(""), null)).hasMessageContaining("not valid JSON");
        body = new byte[5 << 20];
        assertThatThrownBy(() -> TemplateStore.open(url(""), null)).hasMessageContaining("larger than");
        status = 302;
        assertThatThrownBy(() -> TemplateStore.open(url(""), null)).hasMessageContaining("responds with 302");
        assertThatThrownBy(() -> TemplateStore.open("http://127.0.0.1:1/", null))
                .hasMessageContaining("can't read the template store");
        assertThatThrownBy(() -> TemplateStore.open("ftp://host/x", null)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> TemplateStore.open("/nowhere", null)).isInstanceOf(Problem.class);
    }

    private String url(String login) {
        return "http://" + login + "127.0.0.1:" + server.getAddress().getPort() + "/store.json?x=y";
    }
}
