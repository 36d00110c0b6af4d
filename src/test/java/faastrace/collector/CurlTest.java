package faastrace.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import faastrace.collector.store.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sends traces with plain curl, as the agent does. */
@Timeout(60)
class CurlTest {
    private static final String SAMPLE =
            "pi 12/13 5.500000: 1 cpu-clock:u: \n\t    7f3 leaf_fn+0x10 (/usr/bin/app)\n\n";

    @TempDir
    Path directory;

    private Collector collector;

    @BeforeEach
    void start() {
        assumeTrue(hasCurl(), "curl is not installed");
        collector = Collector.start(Settings.of(directory.resolve("stacks"))
                .at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .with(Limits.DEFAULT.withBodyBytes(20_000_000)));
    }

    @AfterEach
    void stop() {
        if (collector != null) {
            collector.close();
        }
    }

    @Test
    void curlSendsATrace() throws Exception {
        assertThat(curl(trace(2), "-H", "X-name: pi")).startsWith("201").contains("\"pi\"");
    }

    @Test
    void curlSendsALargeTraceAndOneInChunks() throws Exception {
        assertThat(curl(trace(200_000), "-H", "X-name: pi")).startsWith("201");
        assertThat(curl(trace(200_000), "-H", "X-name: pi", "-H", "Transfer-Encoding: chunked"))
                .startsWith("201");
    }

    @Test
    void curlIsToldWhyALargeBodyIsRefused() throws Exception {
        Path large = trace(300_000);
        assertThat(curl(large, "-H", "X-name: pi")).startsWith("413");
        assertThat(curl(large, "-H", "X-name: pi", "-H", "Transfer-Encoding: chunked"))
                .startsWith("413");
        assertThat(curl(large)).startsWith("400").contains("X-name");
        assertThat(curl(large, "-H", "Expect:")).startsWith("400");
        Path other = Files.writeString(directory.resolve("other"), "no trace\n".repeat(1_000_000));
        assertThat(curl(other, "-H", "X-name: pi", "-H", "Expect:")).startsWith("415");
    }

    private Path trace(int samples) throws IOException {
        return Files.writeString(directory.resolve("trace"), "# x\n" + SAMPLE.repeat(samples));
    }

    /** Uploads a file with curl. Returns the status, a space and curl's output. */
    private String curl(Path body, String... headers) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "-m", "30", "-o", "-", "-w", "\n%{http_code}"));
        command.addAll(List.of(headers));
        command.addAll(List.of("-X", "POST", "--data-binary", "@" + body, "http://127.0.0.1:" + collector.port()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(30, TimeUnit.SECONDS);
        return said.substring(said.lastIndexOf('\n') + 1) + " " + said;
    }

    private static boolean hasCurl() {
        try {
            Process process = new ProcessBuilder("curl", "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
