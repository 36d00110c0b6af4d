package faastrace.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs the enable command for a machine that is a folder. */
abstract class EnableCommandFixture {
    static final String DAEMON = "etc/docker/daemon.json";
    static final String PROFILE = "etc/docker/faas-trace-seccomp.json";
    static final String SYSCTL = "etc/sysctl.d/60-faas-trace.conf";

    @TempDir
    Path folder;

    Sandbox sandbox;

    Path root;

    @BeforeEach
    void makeMachine() throws IOException {
        sandbox = Sandbox.in(folder);
        root = Files.createDirectories(folder.resolve("machine"));
        write("proc/sys/kernel/perf_event_paranoid", "2\n");
    }

    void write(String path, String text) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), text);
    }

    String read(String path) throws IOException {
        return Files.readString(root.resolve(path));
    }

    Sandbox.Result system(String... more) {
        String[] arguments = new String[more.length + 4];
        arguments[0] = "enable";
        arguments[1] = more[0];
        System.arraycopy(more, 1, arguments, 2, more.length - 1);
        arguments[more.length + 1] = "--system";
        arguments[more.length + 2] = "--root";
        arguments[more.length + 3] = root.toString();
        return sandbox.run(arguments);
    }

    static Path folder(Sandbox sandbox) {
        return sandbox.project().toAbsolutePath().normalize();
    }

    void refused(Sandbox.Result result, String where) {
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains("error:", where, "cure:");
        assertThat(Files.exists(root.resolve(PROFILE))).isFalse();
    }
}
