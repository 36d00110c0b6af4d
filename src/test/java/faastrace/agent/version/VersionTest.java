package faastrace.agent.version;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.Shells;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the part of the agent that finds the version of the function, in the shells and with the tools of images. */
class VersionTest {
    private static final Path PARTS = Agent.OVERLAYS.resolve("agent/parts");
    private static final Instant BUILT = Instant.parse("2026-01-02T03:04:05Z");
    private static final String LOADED = "dir=$1 parts=$2 folder=$3 self=/agent;"
            + " [ -e \"$dir\" ] || { mkdir -p \"$dir\" && mkfifo \"$dir/life\"; };"
            + " awk_rank=$(cat \"$parts/rank.awk\") awk_choose=$(cat \"$parts/choose.awk\"); . \"$parts/version.sh\"; commands=$4; ";

    /** Whether the host is a pod, FAAS_TRACE_NAME, OPENFAAS_NAME, the host name, and the version. */
    private static final List<List<String>> HOSTS = List.of(
            List.of("1", "", "checkout", "checkout-7d4b9c6f5-x2k8p", "7d4b9c6f5"),
            List.of("1", "checkout", "", "checkout-7d4b9c6f5-x2k8p", "7d4b9c6f5"),
            List.of("1", "", "", "checkout-7d4b9c6f5-x2k8p", "7d4b9c6f5"),
            List.of("1", "alias", "checkout", "checkout-7d4b9c6f5-x2k8p", "7d4b9c6f5"),
            List.of("1", "", "two-words", "two-words-5c6f7d8b94-bcdfg", "5c6f7d8b94"),
            List.of("", "", "checkout", "checkout-7d4b9c6f5-x2k8p", ""),
            List.of("1", "other", "", "checkout-7d4b9c6f5-x2k8p", ""),
            List.of("1", "", "check", "checkout-7d4b9c6f5-x2k8p", ""),
            List.of("1", "", "other", "bcdfgh-x2k8p", ""),
            List.of("1", "", "checkout", "checkout-0", ""),
            List.of("1", "", "checkout", "checkout-7d4b9c6f5-0", ""),
            List.of("1", "", "checkout", "checkout-x2k8p", ""),
            List.of("1", "", "checkout", "checkout", ""),
            List.of("1", "", "checkout", "checkout-invoice-email", ""),
            List.of("1", "", "checkout", "checkout-7d4b9c6f5-x2k8", ""),
            List.of("1", "", "checkout", "checkout-7d4b9c6f5-x2k8a", ""),
            List.of("1", "", "checkout", "checkout-7d4b9-x2k8p", ""),
            List.of("1", "", "checkout", "checkout-7d4b9c6f5bc-x2k8p", ""),
            List.of("1", "", "checkout", "checkout-7d4b9c6f1-x2k8p", ""),
            List.of("1", "", "checkout", "checkout-canary-7d4b9c6f5-x2k8p", ""),
            // Kubernetes cuts these off after 58 characters, and then adds five.
            List.of("1", "", "a".repeat(48), "a".repeat(48) + "-7d4b9c6f5x2k8p", ""),
            List.of("1", "", "a".repeat(50) + "-bcdfgh", "a".repeat(50) + "-bcdfgh-x2k8p", ""),
            List.of("1", "", "", "a".repeat(50) + "-bcdfgh-x2k8p", ""));

    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource("faastrace.agent.Shells#all")
    void theHashOfAPodsReplicaSet(String shell) throws Exception {
        StringBuilder script = new StringBuilder(LOADED).append(". \"$parts/settings.sh\"; log() { echo \"$*\"; }\n");
        for (List<String> host : HOSTS) {
            script.append(String.format(
                    "KUBERNETES_SERVICE_HOST=%s FAAS_TRACE_NAME=%s OPENFAAS_NAME=%s host=%s; name=$host\n"
                            + "[ -z \"$FAAS_TRACE_NAME$OPENFAAS_NAME\" ] || name=${FAAS_TRACE_NAME:-$OPENFAAS_NAME}\n"
                            + "[ \"$name\" != \"$host\" ] || without_suffixes; read_version; echo \"$deployed\"\n",
                    host.toArray()));
        }
        assertThat(run(shell, script.toString()))
                .isEqualTo(HOSTS.stream().map(host -> host.get(4) + "\n").collect(Collectors.joining()));
    }

    @ParameterizedTest
    @MethodSource("faastrace.agent.Shells#all")
    void theFingerprintDependsOnlyOnTheFilesOfTheImage(String shell) throws Exception {
        Path function = folder("one");
        String before = fingerprint(shell, function);
        assertThat(before).matches("files-[0-9a-f]{12}\n");
        Files.writeString(function.resolve("written-by-the-function"), "x");
        Files.createDirectories(function.resolve("function/__pycache__"));
        image(function.resolve("function/__pycache__/handler.pyc"), "x");
        Path other = folder("two");
        Files.setLastModifiedTime(other.resolve("function/handler.py"), FileTime.from(BUILT.plusSeconds(1)));
        assertThat(List.of(fingerprint(shell, function), fingerprint(shell, other)))
                .containsOnly(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"function/handler.py", "node_modules/left pad/it's.js", "server", "huge"})
    void theFingerprintChangesWithAFile(String file) throws Exception {
        String before = fingerprint("dash", folder("one"));
        Path other = folder("two");
        try (RandomAccessFile changed = new RandomAccessFile(other.resolve(file).toFile(), "rw")) {
            changed.seek(changed.length() - 1);
            changed.write('!');
        }
        Files.setLastModifiedTime(other.resolve(file), FileTime.from(BUILT));
        assertThat(fingerprint("dash", other)).isNotEqualTo(before).startsWith("files-");
    }

    @Test
    void aProgramElsewhereCountsIfItIsTheFunctionsCommand() throws Exception {
        Path program = image(directory.resolve("bin/program"), "one");
        Path empty = Files.createDirectories(directory.resolve("empty"));
        assertThat(fingerprint("dash", empty)).isEqualTo("-\n");
        String before = fingerprint("dash", empty, program + " -v *");
        image(program, "and two");
        assertThat(fingerprint("dash", empty, program + " -v *"))
                .isNotEqualTo(before)
                .startsWith("files-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "v\n1", "grün", "a=b", "$(id)"})
    void anInvalidSettingIsReportedAndNotUsed(String version) throws Exception {
        assertThat(said(version))
                .singleElement()
                .asString()
                .matches("faas-trace: FAAS_TRACE_VERSION=[ -~]+ is not a valid version: use at most 128 letters, .*");
    }

    @Test
    void aVersionHasALimit() throws Exception {
        for (String sound : List.of("a:b", "app:1.2", "registry:5000/app:v2@sha256+1_x-y", "2:a:b", "1".repeat(128))) {
            assertThat(said(sound)).as(sound).isEmpty();
        }
        assertThat(said("two words")).hasSize(1);
        assertThat(said("1".repeat(129))).hasSize(1);
        assertThat(said("2".repeat(5000))).hasSize(1);
    }

    /** The agent's messages about the setting. Perf does not exist here, so the agent only reads its settings. */
    private List<String> said(String version) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", Agent.SCRIPT.toString(), "watchdog", "true");
        builder.environment()
                .putAll(Map.of("FAAS_TRACE_VERSION", version, "FAAS_TRACE_PERF", directory.toString() + "/none"));
        Process process = builder.start();
        String said = new String(process.getErrorStream().readAllBytes());
        assertThat(process.waitFor()).isZero();
        return said.lines().filter(line -> !line.contains("not tracing")).toList();
    }

    private Path folder(String name) throws IOException {
        Path folder = directory.resolve(name);
        image(folder.resolve("index.py"), "index");
        image(folder.resolve("function/handler.py"), "handler");
        image(folder.resolve("node_modules/left pad/it's.js"), "left pad");
        image(folder.resolve("server"), "1".repeat(2 << 20));
        image(huge(folder.resolve("huge")), "end");
        return folder;
    }

    /** A file of which only the ends are read. */
    private static Path huge(Path file) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(40 << 20);
        }
        return file;
    }

    private static Path image(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return Files.setLastModifiedTime(file, FileTime.from(BUILT));
    }

    private String fingerprint(String shell, Path folder, String... commands) throws Exception {
        return run(
                shell,
                LOADED + "agent=$$; cd \"$folder\"; compute_version; wait; cat \"$dir/fingerprint\"",
                folder.toString(),
                String.join(" ", commands));
    }

    /** Runs a script. A busybox shell uses only the tools of the same busybox. */
    private String run(String shell, String script, String... arguments) throws Exception {
        Means.require(Shells.word(shell));
        List<String> words = new ArrayList<>(Shells.words(shell));
        words.addAll(List.of("-c", script, "sh", directory.resolve("agent").toString(), PARTS.toString()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        if (shell.startsWith("busybox")) {
            Path bin = Files.createDirectories(directory.resolve("tools"));
            for (String tool : "awk cat cut find head mkdir mkfifo mv rm sed sha256sum sort stat tail touch tr wc xargs"
                    .split(" ")) {
                String program = Means.program(Shells.word(shell));
                Path file =
                        Files.writeString(bin.resolve(tool), "#!/bin/sh\nexec " + program + " " + tool + " \"$@\"\n");
                assertThat(file.toFile().setExecutable(true)).isTrue();
            }
            builder.environment().compute("PATH", (name, path) -> bin + ":" + path);
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
