package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Overlays;
import faastrace.project.PatchSettings;
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

/** The install step, run where there is nothing but a pretended package manager that knows perf by one name. */
class InstallTest {
    private static final Path SHELL = Path.of("/bin/sh");

    @TempDir
    Path directory;

    private static String installOf(String image) {
        String dockerfile = "FROM " + image + "\nRUN true\nCMD [\"/a\"]\n";
        PatchSettings settings = PatchSettings.standard();
        Rewrite rewrite = new Rewriter(Overlays.builtIn(), settings.byName(), settings.changedByName())
                .rewrite("x", Template.of("x", List.of(TemplateFile.of("Dockerfile", dockerfile))));
        String script =
                rewrite.traced().file("faas-trace/install.sh").orElseThrow().text();
        return script.substring(
                script.indexOf("install_packages() {"),
                script.indexOf("\n}\n", script.indexOf("install_packages() {")) + 3);
    }

    private void program(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + text);
        file.toFile().setExecutable(true);
    }

    /** What the package manager was asked for, a line each, then the step's exit code. Nothing else is in the path. */
    private List<String> installed(String image, String tool, String perf) throws Exception {
        Path log = directory.resolve("log");
        String known = "case \" $* \" in *\" " + perf + " \"*) echo '#!/bin/sh' >" + directory + "/perf; /bin/chmod +x "
                + directory + "/perf ;; *perf* | *linux-tools* | *kernel-tools*) exit 1 ;; esac\n";
        program(tool, "echo \"$*\" >>" + log + "\n" + known);
        for (String there : Set.of("awk", "find", "gzip", "sed", "rm", "cat")) {
            program(there, "exit 0\n");
        }
        Process process = new ProcessBuilder(
                        SHELL.toString(),
                        "-c",
                        "PATH=" + directory + "\nwarn() { :; }\n" + installOf(image)
                                + "(install_packages); echo \"$?\" >>" + log)
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
        assertThat(asked).last().isEqualTo("0");
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
                .last()
                .isEqualTo("0");
    }

    @Test
    void anImageWithoutAPackageManagerIsSaidToHaveNone() throws Exception {
        assertThat(installed("example.com/any", "emerge", "perf")).containsExactly("1");
    }
}
