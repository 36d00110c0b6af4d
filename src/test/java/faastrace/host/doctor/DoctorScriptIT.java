package faastrace.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import faastrace.Means;
import faastrace.host.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the doctor's script as on machines with other upload programs or another perf_event_paranoid level. The programs
 * and the level are mounted in a namespace, so only the script sees them.
 */
@Timeout(60)
class DoctorScriptIT {
    private static final String TOKEN = "s3cret-of-the-collector";
    private static final String NO_CURL = "mount --bind /dev/null \"$(command -v curl)\"";

    @TempDir
    Path folder;

    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final List<String> paths = new CopyOnWriteArrayList<>();
    private final List<String> commandLines = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int status = 415;

    @BeforeEach
    void start() throws IOException {
        Means.require("perf", "curl", "wget", "busybox");
        Means.requireRoot();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            ProcessHandle.allProcesses().map(DoctorScriptIT::commandLine).forEach(commandLines::add);
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            paths.add(exchange.getRequestURI().getPath());
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(paths.size() > 1 ? 200 : status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
        } catch (IOException ended) {
            return "";
        }
    }

    private Finding finding(String gate, String mounts, Map<String, String> environment) {
        List<String> command =
                List.of("unshare", "--mount", "sh", "-c", mounts + " && exec sh -c \"$1\"", "sh", Doctor.script());
        return Commands.run(command, environment, 50)
                .out()
                .lines()
                .map(line -> line.split("\t", -1))
                .filter(parts -> parts[0].equals(gate))
                .map(parts -> new Finding(parts[0], Finding.State.valueOf(parts[1].toUpperCase()), parts[2], parts[3]))
                .findFirst()
                .orElseThrow();
    }

    private Finding collector(String mounts, String user) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        String url = "http://" + user + "127.0.0.1:" + server.getAddress().getPort() + "/";
        return finding("collector", mounts, Map.of("FAAS_TRACE_URL", url, "FAAS_TRACE_TOKEN_FILE", token.toString()));
    }

    @Test
    void withoutCurlTheTokenIsSentAndOnNoCommandLine() throws IOException {
        assertThat(collector(NO_CURL, "").state()).isEqualTo(Finding.State.OK);
        assertThat(authorizations).containsExactly("Bearer " + TOKEN);
        assertThat(commandLines).anyMatch(line -> line.startsWith("wget\0")).noneMatch(line -> line.contains(TOKEN));
    }

    /** A token file that is a pipe is rejected, because reading a pipe might never end. */
    @Test
    void aTokenIsAPlainFile() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        Finding finding =
                finding("collector", ":", Map.of("FAAS_TRACE_URL", url, "FAAS_TRACE_TOKEN_FILE", pipe.toString()));
        assertThat(finding.state()).isEqualTo(Finding.State.SHUT);
        assertThat(finding.what()).contains("the token file " + pipe + " is not a plain file");
        assertThat(authorizations).isEmpty();
    }

    @Test
    void aRedirectIsNoCollectorAndAPasswordIsNotShown() throws IOException {
        status = 302;
        Finding finding = collector(NO_CURL, "me:s3cret@");
        assertThat(finding.state()).isEqualTo(Finding.State.SHUT);
        assertThat(finding.what())
                .contains("is not a collector (HTTP status 302)")
                .doesNotContain("s3cret");
        assertThat(paths).containsExactly("/");
    }

    /** With such a wget, the agent would drop its recordings. */
    @Test
    void aWgetThatCannotKeepATokenSecretIsNamed() throws IOException {
        Finding finding = collector(NO_CURL + " && mount --bind \"$(command -v busybox)\" \"$(command -v wget)\"", "");
        assertThat(finding.state()).isEqualTo(Finding.State.SHUT);
        assertThat(finding.cure()).contains("install curl");
        assertThat(paths).isEmpty();
    }

    @Test
    void aLevelThatLetsEverybodyWatchTheWholeMachineIsNoted() throws IOException {
        for (String level : List.of("-1", "0", "1", "2")) {
            Path file = Files.writeString(folder.resolve("level"), level + "\n");
            String mount = "mount --bind " + file + " /proc/sys/kernel/perf_event_paranoid";
            Finding finding = finding("paranoid", mount, Map.of());
            boolean wide = level.equals("0") || level.equals("-1");
            assertThat(finding.state()).as(level).isEqualTo(wide ? Finding.State.NOTE : Finding.State.OK);
            assertThat(finding.what()).contains(wide ? "all processes on this machine" : "its own", "level " + level);
        }
    }

    /**
     * The level that the script reads is only a mounted file, which blocks nothing. So a seccomp filter returns the
     * same error as a level that blocks.
     */
    @Test
    void theLevelIsNamedOnlyWhereItIsAbove2() throws IOException {
        Means.require("seccomp");
        for (String level : List.of("-1", "2", "3", "4")) {
            Path file = Files.writeString(folder.resolve("level"), level + "\n");
            String mounts = "mount --bind " + file + " /proc/sys/kernel/perf_event_paranoid";
            String refusing = mounts + " && set -- \"exec python3 $PWD/src/test/resources/agent/refuse.py 13 sh -c '"
                    + Doctor.script().replace("'", "'\\''").replaceAll("[\\\\\"$`]", "\\\\$0") + "'\"";
            boolean above = Integer.parseInt(level) > 2;
            Finding finding = finding(above ? "paranoid" : "seccomp", refusing, Map.of());
            assertThat(finding.state()).as(level).isEqualTo(Finding.State.SHUT);
            assertThat(finding.what()).contains("EACCES", level);
            assertThat(finding.cure()).contains(above ? "sysctl kernel.perf_event_paranoid=2" : "seccomp profile");
        }
    }
}
