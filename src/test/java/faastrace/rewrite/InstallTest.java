package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Overlays;
import faastrace.project.settings.PatchSettings;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the install step with a fake package manager, which has perf under only one package name. */
class InstallTest {
    private static final Path SHELL = Path.of("/bin/sh");

    /** A package manager that installs either all requested packages or none. */
    private static final String MANAGER = """
            echo "$*" >>%1$s/log
            for word; do
                case " %3$s " in *" $word "*) exit 1 ;; esac
            done
            for word; do
                case $word in
                %2$s) program=perf ;;
                curl) program=curl ;;
                *perf* | *linux-tools* | *kernel-tools*) exit 1 ;;
                *) continue ;;
                esac
                echo '#!/bin/sh' >%1$s/$program
                /bin/chmod +x %1$s/$program
            done
            """;

    @TempDir
    Path directory;

    private static String installOf(String image) {
        String dockerfile = "FROM " + image + "\nRUN true\nCMD [\"/a\"]\n";
        PatchSettings settings = PatchSettings.standard();
        Rewrite rewrite = new Rewriter(Overlays.builtIn(), settings.byName(), settings.changedByName())
                .rewrite("x", Template.of("x", List.of(TemplateFile.of("Dockerfile", dockerfile))));
        String script =
                rewrite.traced().file("faas-trace/install.sh").orElseThrow().text();
        return script.substring(script.indexOf("add() {"));
    }

    private void program(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + text);
        file.toFile().setExecutable(true);
    }

    /**
     * Runs the install step and returns the arguments of each run of the package manager, followed by the step's
     * warnings. The PATH has only the package manager and stand-ins for the tools that the step uses.
     */
    private List<String> installed(String image, String tool, String perf, String... unknown) throws Exception {
        Path log = directory.resolve("log");
        program(tool, MANAGER.formatted(directory, perf, String.join(" ", unknown)));
        for (String there : Set.of("awk", "chmod", "chown", "find", "gzip", "sed", "rm", "cat")) {
            program(there, "exit 0\n");
        }
        Process process = new ProcessBuilder(
                        SHELL.toString(),
                        "-c",
                        "PATH=" + directory + " here=/nowhere\nwarn() { echo \"$*\" >>" + log + "; }\n"
                                + installOf(image))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
        process.getOutputStream().close();
        assertThat(process.waitFor()).isZero();
        return Files.readAllLines(log);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
        "alpine:3.21, apk, perf",
        "fedora:41, dnf, perf",
        "registry.access.redhat.com/ubi9/ubi-minimal, microdnf, perf",
        "amazonlinux:2, yum, perf",
        "photon:5.0, tdnf, linux-tools",
        "mcr.microsoft.com/azurelinux/base/core:3.0, tdnf, kernel-tools",
        "opensuse/leap:15.6, zypper, perf",
        "debian:12, apt-get, linux-perf",
        "acme/arch-api:bookworm, apt-get, linux-perf",
        "acme/void-check:12-slim, apt-get, linux-perf",
        "ubuntu:24.04, apt-get, linux-tools-generic",
        "debian:12, apt-get, linux-tools",
        "example.com/any, apk, perf",
        "amazonlinux:2023, dnf, perf",
        "example.com/any, apt-get, linux-perf",
        "example.com/any, dnf, perf",
        "example.com/any, microdnf, perf",
        "example.com/any, tdnf, kernel-tools",
        "example.com/any, yum, perf",
        "example.com/any, zypper, perf",
    })
    void perfAndCurlAndSudoAreInstalledUnderTheNameTheyHaveThere(String image, String tool, String perf)
            throws Exception {
        List<String> asked = installed(image, tool, perf);
        assertThat(asked).anyMatch(line -> List.of(line.split(" ")).contains(perf));
        assertThat(asked).anyMatch(line -> List.of(line.split(" ")).contains("curl"));
        assertThat(asked).anyMatch(line -> List.of(line.split(" ")).contains("sudo"));
        assertThat(asked).noneMatch(line -> line.contains("gawk") || line.contains("findutils"));
        assertThat(asked).noneMatch(line -> line.contains("could"));
    }

    /**
     * The package manager installs either all packages or none. Even so, perf must be installed if another package does
     * not exist.
     */
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
        "alpine:3.21, apk, perf",
        "python:2.7-alpine, apk, perf",
        "fedora:41, dnf, perf",
        "opensuse/leap:15.6, zypper, perf",
        "debian:12, apt-get, linux-perf",
        "archlinux:base, pacman, perf",
        "ghcr.io/void-linux/void-glibc, xbps-install, perf",
        "example.com/any, apk, perf",
        "example.com/any, pacman, perf",
        "example.com/any, xbps-install, perf",
        "example.com/any, apt-get, linux-perf",
    })
    void aPackageThatCannotBeHadKeepsNoOtherOut(String image, String tool, String perf) throws Exception {
        for (String unknown : List.of("curl", "sudo")) {
            List<String> asked = installed(image, tool, perf, unknown);
            assertThat(asked).noneMatch(line -> line.contains("perf could not"));
            assertThat(directory.resolve("perf")).isExecutable();
            assertThat(asked.contains("neither curl nor wget could be installed; no trace can be sent"))
                    .isEqualTo(unknown.equals("curl"));
            for (String file : List.of("perf", "curl", "log")) {
                Files.deleteIfExists(directory.resolve(file));
            }
        }
        assertThat(installed(image, tool, perf, perf))
                .contains("perf could not be installed; this function runs untraced");
        assertThat(directory.resolve("curl")).isExecutable();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "archlinux:base, pacman",
        "example.com/any, pacman",
        "ghcr.io/void-linux/void-glibc, xbps-install",
        "example.com/any, xbps-install"
    })
    void rollingDistributionsInstallAllAtOnce(String image, String tool) throws Exception {
        assertThat(installed(image, tool, "perf"))
                .anyMatch(line -> List.of(line.split(" ")).containsAll(List.of("perf", "curl", "sudo")))
                .noneMatch(line -> line.contains("could"));
    }

    @Test
    void anImageWithoutAPackageManagerIsSaidToHaveNone() throws Exception {
        assertThat(installed("example.com/any", "emerge", "perf"))
                .containsExactly(
                        "there is no package manager in this image: record its functions from the host",
                        "perf could not be installed; this function runs untraced",
                        "neither curl nor wget could be installed; no trace can be sent");
    }
}
