package faastrace.collector.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.collector.Settings;
import faastrace.collector.http.BasePath;
import faastrace.document.Json;
import faastrace.problem.Problem;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests a collector behind a reverse proxy that serves it under a path. */
class BasePathIT extends PageFixture {
    private static final Pattern LINK =
            Pattern.compile("(?:href|src|action|data-form|data-trace(?==\"[./]*v1/))=\"([^\"]*)\"");

    private ReverseProxy proxy;

    @AfterEach
    void endProxy() {
        if (proxy != null) {
            proxy.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"/traces, true, ''", "/traces, true, /traces", "/traces, false, /traces", "/a/b.c, false, /a/b.c/"})
    void everyLinkOfEveryPageLeadsUnderTheBasePath(String prefix, boolean strips, String base) throws Exception {
        serve(prefix, strips, base);
        String trace = send("pi", TRACE);
        String other = send("traces", TRACE);
        for (String page : List.of(
                "/",
                "/?q=" + "call-1",
                "/?name=pi&order=slowest&first=" + trace,
                "/traces/" + trace,
                "/traces/" + other,
                "/compare",
                "/compare?t=" + trace + "&t=" + other,
                "/merged?name=pi",
                "/merged?t=" + trace + "&t=" + other,
                "/functions/pi",
                "/sign-in",
                "/no/such/page")) {
            URI address = proxy.uri(prefix + page);
            HttpResponse<String> answer = ask(address);
            assertThat(answer.statusCode()).as(page).isEqualTo(page.startsWith("/no/") ? 404 : 200);
            Set<URI> links = links(address, answer.body());
            assertThat(links).isNotEmpty();
            for (URI link : links) {
                assertThat(link.toString())
                        .as(page)
                        .startsWith(proxy.uri(prefix + "/").toString());
                assertThat(ask(link).statusCode())
                        .as(page + " → " + link)
                        .isEqualTo(link.getPath().endsWith("/sign-out") ? 405 : 200);
            }
        }
        URI list = proxy.uri(prefix + "/");
        Matcher row = Pattern.compile("href=\"([^\"]*)\"")
                .matcher(ask(proxy.uri(prefix + "/traces/" + trace + "/row")).body());
        assertThat(row.find()).isTrue();
        assertThat(list.resolve(row.group(1))).isEqualTo(proxy.uri(prefix + "/traces/" + trace));
        assertThat(proxy.strays()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/traces, true", "/traces, false"})
    void programsAreGivenAddressesThatHold(String prefix, boolean strips) throws Exception {
        serve(prefix, strips, prefix);
        HttpRequest.Builder post = HttpRequest.newBuilder(proxy.uri(prefix + "/v1/traces"))
                .header("X-name", "pi")
                .POST(HttpRequest.BodyPublishers.ofString(TRACE));
        HttpResponse<String> sent = client.send(post.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(sent.statusCode()).isEqualTo(201);
        String location = sent.headers().firstValue("Location").orElseThrow();
        assertThat(ask(proxy.uri(location)).statusCode()).isEqualTo(200);
        assertThat(Json.read("answer", sent.body()).require("url").text()).isEqualTo(location);
        post("/", "pi", TRACE.getBytes(UTF_8));
        String next = Json.read(
                        "answer", ask(proxy.uri(prefix + "/v1/traces?limit=1")).body())
                .require("next")
                .text();
        assertThat(ask(proxy.uri(next)).body()).contains("\"traces\"");
        assertThat(ask(proxy.uri(prefix + "/openapi.yaml")).body()).contains("url: ./\n");
    }

    @ParameterizedTest
    @CsvSource({"/traces, true, ''", "/traces, false, /traces"})
    void signingInAndOutStaysUnderTheBasePath(String prefix, boolean strips, String base, @TempDir Path other)
            throws Exception {
        Path tokens = Files.writeString(other.resolve("tokens"), "s3cret\n");
        String trace = send("pi", TRACE);
        restart(withBase(settings(), base).withTokens(tokens));
        proxy = ReverseProxy.start(collector.port(), prefix, strips);
        URI wanted = proxy.uri(prefix + "/traces/" + trace + "?x=1");
        URI asks = wanted.resolve(location(ask(wanted)));
        assertThat(asks.getPath()).isEqualTo(prefix + "/sign-in");
        Matcher to = Pattern.compile("name=\"to\" value=\"([^\"]*)\"")
                .matcher(ask(asks).body());
        assertThat(to.find()).isTrue();
        HttpRequest.Builder enter = HttpRequest.newBuilder(asks)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "text/html")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "token=s3cret&to=" + java.net.URLEncoder.encode(to.group(1), UTF_8)));
        HttpResponse<String> in = client.send(enter.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(asks.resolve(location(in))).isEqualTo(wanted);
        String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).as("it is for the folder of the page that asked").doesNotContain("Path=");
        HttpRequest.Builder out = HttpRequest.newBuilder(proxy.uri(prefix + "/sign-out"))
                .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                .POST(HttpRequest.BodyPublishers.noBody());
        HttpResponse<String> left = client.send(out.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(proxy.uri(prefix + "/sign-out").resolve(location(left)).getPath())
                .isEqualTo(prefix + "/sign-in");
    }

    @Test
    void theBasePathWithoutItsSlashLeadsToTheList() throws Exception {
        restart(settings().under("/a/traces"));
        HttpResponse<String> answer = page("/a/traces?q=x");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(uri("/a/traces").resolve(location(answer))).isEqualTo(uri("/a/traces/?q=x"));
        assertThat(post("/a/traces", "pi", TRACE.getBytes(UTF_8)).statusCode()).isEqualTo(201);
        assertThat(post("/", "pi", TRACE.getBytes(UTF_8)).statusCode()).isEqualTo(201);
        assertThat(page("/a/traces/healthz").statusCode()).isEqualTo(200);
        assertThat(page("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsNoPathIsRefused() {
        for (String path : List.of("traces", "//evil", "/a/../b", "/a b", "/a?b", "/<script>", "/a//b", "/.")) {
            assertThatThrownBy(() -> BasePath.of(path)).as(path).isInstanceOf(Problem.class);
        }
        assertThat(BasePath.of("/").text()).isEmpty();
        assertThat(BasePath.of("/a/").text()).isEqualTo("/a");
    }

    private void serve(String prefix, boolean strips, String base) throws Exception {
        restart(withBase(settings(), base));
        proxy = ReverseProxy.start(collector.port(), prefix, strips);
    }

    private static Settings withBase(Settings settings, String base) {
        return base.isEmpty() ? settings : settings.under(base);
    }

    private HttpResponse<String> ask(URI address) throws Exception {
        return send(HttpRequest.newBuilder(address).header("Accept", "text/html,*/*"));
    }

    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(303);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static Set<URI> links(URI page, String html) {
        Set<URI> links = new LinkedHashSet<>();
        Matcher found = LINK.matcher(html);
        while (found.find()) {
            String link = found.group(1).replace("&amp;", "&");
            if (!link.startsWith("#")) {
                links.add(page.resolve(link));
            }
        }
        return links;
    }
}
