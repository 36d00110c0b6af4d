package faastrace.repository.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import faastrace.problem.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.eclipse.jgit.lib.FileMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpFetchIT {
    @TempDir
    Path folder;

    private GitFixture git;
    private GitServer server;
    private String first;
    private String second;

    @BeforeEach
    void serve() throws IOException {
        git = GitFixture.in(folder.resolve("repo.git"));
        first = git.file("template/go/main.go", "one").commit("master");
        git.annotatedTag("1.0", first);
        second = git.file("template/go/main.go", "two").commit("master");
        git.file("template/go/main.go", "three").commit("feature/x");
        server = new GitServer(git.repository());
    }

    @AfterEach
    void stop() {
        server.close();
        git.close();
    }

    @Test
    void branchesTagsAndCommitsAreFetched() {
        assertThat(fetch(server.url()).sha()).isEqualTo(second);
        assertThat(text(fetch(server.url()))).isEqualTo("two");
        assertThat(text(fetch(server.url() + "#1.0"))).isEqualTo("one");
        assertThat(fetch(server.url() + "#1.0").sha()).isEqualTo(first);
        assertThat(text(fetch(server.url() + "#feature/x"))).isEqualTo("three");
        assertThat(text(fetch(server.url() + "#" + first))).isEqualTo("one");
        assertThat(text(fetch(server.url() + "#sha-" + first))).isEqualTo("one");
        assertThat(text(fetch(server.url() + "#sha-" + first.substring(0, 7)))).isEqualTo("one");
    }

    /**
     * For a port that does not exist, Java throws an exception that would otherwise be reported as a bug in faas-trace.
     */
    @Test
    void aRedirectToAPortThatDoesNotExistIsTheServersFault() throws IOException {
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:99999" + exchange.getRequestURI());
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        elsewhere.start();
        try {
            String url = "http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/t.git";
            assertThatThrownBy(() -> fetch(url))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("redirects to an address that does not exist");
        } finally {
            elsewhere.stop(0);
        }
    }

    @Test
    void aNamedRefTakesTwoRequestsAndOneToSettleTheProtocol() {
        fetch(server.url() + "#1.0");
        assertThat(server.requests).hasSize(3);
    }

    @Test
    void aServerThatGivesNoSingleCommitGivesEverything() {
        server.advertisedOnly();
        assertThat(text(fetch(server.url() + "#" + first))).isEqualTo("one");
        assertThat(text(fetch(server.url() + "#sha-" + first.substring(0, 10)))).isEqualTo("one");
        assertThatThrownBy(() -> fetch(server.url() + "#" + "0".repeat(40))).hasMessageContaining("no such commit");
    }

    @Test
    void whatTheServerDoesNotHaveIsSaid() {
        assertThatThrownBy(() -> fetch(server.url() + "#nope")).hasMessageContaining("no branch or tag 'nope'");
        assertThatThrownBy(() -> fetch(server.url().replace("templates.git", "nothing")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("there is no such git repository");
    }

    @Test
    void theUrlsLoginIsUsedAndNeverShown() {
        server.login("user:s3cret/");
        assertThat(text(fetch(server.url("user:s3cret%2F")))).isEqualTo("two");
        assertThatThrownBy(() -> fetch(server.url("user:wr0ngword")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("requires a login")
                .satisfies(problem -> assertThat(everything(problem)).doesNotContain("wr0ngword"));
        assertThatThrownBy(() -> fetch(server.url())).hasMessageContaining("requires a login");
    }

    @Test
    void aTokenAloneIsALoginToo() {
        server.login("ghp_token:");
        assertThat(text(fetch(server.url("ghp_token")))).isEqualTo("two");
    }

    @Test
    void aRedirectTakesTheLoginNowhereElse() {
        server.login("user:s3cret");
        try (GitServer other = new GitServer(git.repository())) {
            other.redirect(path -> "http://127.0.0.1:" + server.port() + path);
            assertThatThrownBy(() -> fetch(other.url("user:s3cret"))).isInstanceOf(Problem.class);
            assertThat(server.requests).isNotEmpty().noneMatch(request -> request.contains("Basic"));
        }
    }

    @Test
    void aRedirectToAFileIsNotFollowed() {
        server.redirect(path -> git.url() + path.replace("/templates.git", ""));
        assertThatThrownBy(() -> fetch(server.url())).isInstanceOf(Problem.class);
    }

    @Test
    void aTransferThatIsTooLargeIsBrokenOff() {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        git.entry("noise", FileMode.REGULAR_FILE, noise).commit("master");
        RemoteTemplates bounded = new RemoteTemplates(new FetchLimits(1000, 50_000, 100, 10));
        assertThatThrownBy(() -> bounded.fetch(Reference.parse(server.url()), Progress.NONE))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("larger than the limit");
        git.entry("noise", FileMode.REGULAR_FILE, new byte[100_000]).commit("master");
        assertThatThrownBy(() -> bounded.fetch(Reference.parse(server.url()), Progress.NONE))
                .as("zeros are small on the wire only")
                .hasMessageContaining("larger than the limit");
    }

    @Test
    void aServerThatIsNotThereIsSaid() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> fetch("http://user:s3cret@127.0.0.1:" + port + "/t.git"))
                .hasMessageContaining("can't reach the server")
                .satisfies(problem -> assertThat(everything(problem)).doesNotContain("s3cret"));
        assertThatThrownBy(() -> fetch("git://127.0.0.1:" + port + "/t.git"))
                .hasMessageContaining("can't reach the server");
    }

    @Test
    void sshIsLeftToFaasCli() {
        assertThatThrownBy(() -> fetch("git@github.com:openfaas/templates.git"))
                .hasMessageContaining("--with-faas-cli");
        assertThatThrownBy(() -> fetch("ssh://git@github.com/x")).hasMessageContaining("--with-faas-cli");
    }

    @Test
    void progressIsTold() {
        Set<String> steps = new HashSet<>();
        new RemoteTemplates().fetch(Reference.parse(server.url()), (what, done, total) -> steps.add(what));
        assertThat(steps).contains("Receiving objects", "Reading templates");
    }

    private static String everything(Throwable problem) {
        StringBuilder text = new StringBuilder();
        for (Throwable at = problem; at != null; at = at.getCause()) {
            text.append(at).append('\n');
        }
        return text.toString();
    }

    private static String text(FetchedRepository fetched) {
        return fetched.template("go").file("main.go").orElseThrow().text();
    }

    private static FetchedRepository fetch(String argument) {
        return new RemoteTemplates().fetch(Reference.parse(argument), Progress.NONE);
    }
}
