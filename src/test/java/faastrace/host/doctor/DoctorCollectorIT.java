package faastrace.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import faastrace.Means;
import faastrace.collector.Collector;
import faastrace.collector.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests what the doctor reports about a collector that a container can't use. */
@Timeout(120)
class DoctorCollectorIT extends DoctorFixture {
    @Test
    void aCollectorThatIsAwayAsksForATokenOrIsNoneIsNamed() throws Exception {
        Means.require("curl");
        try (Answering answering = new Answering()) {
            String url = "http://127.0.0.1:" + answering.port() + "/";
            for (int code : new int[] {401, 404, 507}) {
                answering.code = code;
                List<Finding> findings = findings(sound(), Optional.of(url));
                assertThat(shut(findings)).containsExactly("collector");
                assertThat(findings.get(findings.size() - 1).what()).contains("" + code);
            }
            for (int code : new int[] {400, 415, 201}) { // the responses of collectors to an empty trace
                answering.code = code;
                assertThat(shut(findings(sound(), Optional.of(url)))).isEmpty();
            }
        }
        List<Finding> away = findings(sound(), Optional.of("http://127.0.0.1:9/"));
        assertThat(shut(away)).containsExactly("collector");
        assertThat(away.get(away.size() - 1).cure()).contains("faas-trace collect");
    }

    /** Uses a real collector with a token. It must not store the doctor's test upload, which is not a trace. */
    @Test
    void aCollectorWithATokenIsNamedTheTokenCuresItAndNothingIsKept() throws Exception {
        Means.require("curl");
        Path traces = Files.createDirectory(folder.resolve("traces"));
        Path tokens = Files.writeString(folder.resolve("tokens"), "s3cret-of-the-collector\n");
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Settings open = Settings.of(traces).at(anywhere);
        List<String> token = sound("--volume", tokens + ":/mnt/token:ro", "--env", "FAAS_TRACE_TOKEN_FILE=/mnt/token");
        try (Collector collector = Collector.start(open, trace -> {})) {
            Optional<String> url = Optional.of("http://127.0.0.1:" + collector.port() + "/");
            assertThat(shut(findings(sound(), url))).isEmpty();
            assertThat(shut(findings(token, url))).isEmpty();
        }
        try (Collector collector = Collector.start(open.withTokens(tokens), trace -> {})) {
            Optional<String> url = Optional.of("http://127.0.0.1:" + collector.port() + "/");
            List<Finding> refused = findings(sound(), url);
            assertThat(shut(refused)).containsExactly("collector");
            assertThat(refused.get(refused.size() - 1).what()).contains("requires a token", "401");
            assertThat(refused.get(refused.size() - 1).cure()).contains("FAAS_TRACE_TOKEN_FILE");
            assertThat(shut(findings(token, url))).isEmpty();
            Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
            List<Finding> unread = findings(token, url);
            assertThat(unread.get(unread.size() - 1).what()).contains("can't read the token");
        }
        try (Stream<Path> files = Files.walk(traces)) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(file -> file.toString().contains("doctor")))
                    .isEmpty();
        }
        assertThat(traces.resolve("faas-trace-doctor")).doesNotExist();
    }

    /** A server that returns the same response to every request. */
    private static final class Answering implements AutoCloseable {
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private volatile int code;

        Answering() throws IOException {
            server.createContext("/", exchange -> {
                byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(code, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
