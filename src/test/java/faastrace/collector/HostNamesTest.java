package faastrace.collector;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that a website gets no data by resolving its own name to this machine (DNS rebinding). */
class HostNamesTest extends CollectorFixture {
    private static final List<String> FOREIGN =
            List.of("evil.example", "127.0.0.1.evil.example", "evil.example.", "localhost.evil.example", "a.local");

    @TempDir
    Path secrets;

    private int status(String line, String host) throws Exception {
        String head = line + "\r\nHost: " + host + "\r\nX-name: pi\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        try (Socket socket = connect()) {
            socket.getOutputStream().write(head.getBytes(US_ASCII));
            return Integer.parseInt(new String(socket.getInputStream().readAllBytes()).split(" ")[1]);
        }
    }

    @Test
    void whatListensToThisMachineOnlyAnswersToNoPublicName() throws Exception {
        for (String name : FOREIGN) {
            for (String host : List.of(name, name + ":" + collector.port(), name.toUpperCase())) {
                assertThat(status("GET /v1/traces HTTP/1.1", host)).as(host).isEqualTo(421);
                assertThat(status("GET / HTTP/1.1", host)).as(host).isEqualTo(421);
                assertThat(status("DELETE /v1/traces/pi/x HTTP/1.1", host))
                        .as(host)
                        .isEqualTo(421);
                assertThat(status("POST / HTTP/1.1", host)).as(host).isEqualTo(421);
            }
        }
    }

    @Test
    void addressesAndNamesThatNobodyCanRegisterAreAnswered() throws Exception {
        for (String host : List.of(
                "127.0.0.1",
                "127.0.0.1:4141",
                "[::1]:4141",
                "localhost",
                "LocalHost:4141",
                "pi.localhost",
                "my-machine",
                "host.docker.internal:4141",
                "192.0.2.7")) {
            assertThat(status("GET /v1/traces HTTP/1.1", host)).as(host).isEqualTo(200);
        }
    }

    @Test
    void whereThereIsATokenOrOthersMayComeAnyNameWillDo() throws Exception {
        restart(settings().at(new InetSocketAddress("0.0.0.0", 0)));
        assertThat(status("GET /v1/traces HTTP/1.1", "collector.example")).isEqualTo(200);
        restart(settings().withTokens(Files.writeString(secrets.resolve("token"), "s3cret")));
        assertThat(status("GET /v1/traces HTTP/1.1", "collector.example")).isEqualTo(401);
    }
}
