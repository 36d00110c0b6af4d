package faastrace.host.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.host.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares our version of containerd's rules with containerd's own code, for releases of each series. The code comes
 * from the Go module proxy.
 */
@Timeout(300)
class ContainerdRulesIT {
    private static final Path SOURCE = Path.of("src/test/resources/host/containerd");
    private static final String IN_MODULE = "contrib/seccomp/seccomp_default.go";
    private static final int SECONDS = 200;
    private static final List<String> RELEASES = List.of("1.6.20", "1.7.28", "2.0.11", "2.2.9", "2.4.2");
    private static final EngineRelease NEEDS_GO_1_21 = EngineRelease.of("2.3.7");

    @TempDir
    private static Path folder;

    /** The releases to compare. To compare other releases, set, for example, -Dreleases=1.6.7,2.0.11. */
    private static List<String> releases() {
        String named = System.getProperty("releases", String.join(",", RELEASES));
        boolean isOldGo = !Files.isDirectory(Path.of(go("GOROOT"), "src", "slices"));
        return Stream.of(named.split(","))
                .filter(release -> !isOldGo || EngineRelease.of(release).isBefore(NEEDS_GO_1_21))
                .toList();
    }

    private static String go(String variable) {
        return Commands.run("go", "env", variable).out().strip();
    }

    private static String module(String release) {
        return "github.com/containerd/containerd" + (release.startsWith("1.") ? "" : "/v2") + "@v" + release;
    }

    @Test
    void noReleaseTreatsACallDifferentlyFromWhatOurRulesSay() throws Exception {
        Means.require("go");
        build();
        List<Question> questions = questions();
        List<String> answers = answers(questions);
        assertThat(answers).hasSameSizeAs(questions);
        for (int i = 0; i < answers.size(); i++) {
            questions.get(i).compare(answers.get(i));
        }
    }

    /** A release, and a context in which its rules apply. */
    private record Question(String release, SeccompContext here) {
        private String line() {
            String capabilities = here.capabilities().isEmpty() ? "none" : String.join(",", here.capabilities());
            KernelVersion kernel = here.kernel();
            return release + " " + here.architecture().name() + " " + kernel.major() + "." + kernel.minor() + " "
                    + capabilities;
        }

        private void compare(String answer) {
            SeccompProfile theirs = SeccompProfile.read("containerd " + release, answer);
            SeccompProfile ours = DefaultRules.of("containerd", EngineRelease.of(release));
            Set<String> differences = theirs.differences(ours, here);
            differences.remove("*");
            assertThat(differences).as(line()).isEmpty();
            assertThat(theirs.fallback().action()).isEqualTo(ours.fallback().action());
            // If the profile names no architectures, the runtime uses the machine's architectures.
            assertThat(theirs.architectures(here))
                    .as(line())
                    .matches(
                            all -> all.isEmpty() || new HashSet<>(all).equals(new HashSet<>(ours.architectures(here))));
        }
    }

    /** Builds one program from the code of all releases. Packages that query the machine are replaced by stand-ins. */
    private static void build() throws IOException {
        Commands.run("cp", "-R", SOURCE + "/.", folder.toString());
        List<String> modules =
                releases().stream().map(ContainerdRulesIT::module).toList();
        Commands.Result download = inFolder("GOFLAGS=-mod=mod go mod download -json " + String.join(" ", modules));
        if (download.code() != 0) {
            Means.missing("containerd's code", "let go reach its module proxy: " + download.complaint());
        }
        StringBuilder imports = new StringBuilder();
        StringBuilder table = new StringBuilder();
        for (String release : releases()) {
            String name = "r" + release.replace('.', '_');
            Path code = Files.createDirectories(folder.resolve(name)).resolve("rules.go");
            Files.writeString(code, standIn(Files.readString(unpacked(release).resolve(IN_MODULE))));
            imports.append("import ").append(name).append(" \"faastrace.invalid/containerd/");
            imports.append(name).append("\"\n");
            table.append('"').append(release).append("\": ").append(name).append(".DefaultProfile,\n");
        }
        Files.writeString(
                folder.resolve("releases.go"),
                "package main\nimport \"github.com/opencontainers/runtime-spec/specs-go\"\n" + imports
                        + "var releases = map[string]func(*specs.Spec) *specs.LinuxSeccomp{\n" + table + "}\n");
        Commands.Result build = inFolder("go build -o rules .");
        assertThat(build.code()).as(build.err()).isZero();
    }

    private static Path unpacked(String release) {
        return Path.of(go("GOMODCACHE"), module(release));
    }

    private static String standIn(String code) {
        return code.replaceAll("(?m)^// ?[+]build.*|^//go:build.*", "")
                .replaceAll(
                        "\"github.com/containerd/.*kernelversion\"", "\"faastrace.invalid/containerd/kernelversion\"")
                .replace("\"runtime\"", "\"faastrace.invalid/containerd/machine\"")
                .replace("runtime.GOARCH", "machine.GOARCH");
    }

    private static Commands.Result inFolder(String command) {
        return Commands.run(List.of("sh", "-c", "cd \"$0\" && " + command, folder.toString()), Map.of(), SECONDS);
    }

    private static List<Question> questions() {
        List<Question> questions = new ArrayList<>();
        for (String release : releases()) {
            for (SeccompContext here : PerfEventOpen.examples()) {
                questions.add(new Question(release, here));
                if (here.capabilities().isEmpty()) {
                    questions.add(new Question(
                            release, new SeccompContext(here.architecture(), Set.of(), new KernelVersion(4, 7))));
                }
            }
        }
        return questions;
    }

    private static List<String> answers(List<Question> questions) throws IOException {
        Path in = Files.write(
                folder.resolve("questions"),
                questions.stream().map(Question::line).toList());
        Commands.Result result = inFolder("./rules <" + in);
        assertThat(result.code()).as(result.err()).isZero();
        return result.out().lines().toList();
    }
}
