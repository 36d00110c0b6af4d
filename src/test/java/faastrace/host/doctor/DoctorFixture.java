package faastrace.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.host.HostContainer;
import faastrace.host.seccomp.DefaultRules;
import faastrace.host.seccomp.PerfEventOpen;
import faastrace.host.seccomp.SeccompProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Runs the doctor in containers of a real engine. */
abstract class DoctorFixture {
    @TempDir
    static Path folder;

    static HostContainer containers;
    static Path opened;

    @BeforeAll
    static void prepare() throws IOException {
        containers = new HostContainer();
        opened = profile(PerfEventOpen.open(DefaultRules.of("podman")));
    }

    @AfterAll
    static void removeThem() throws IOException {
        if (containers != null) {
            containers.close();
        }
    }

    static Path profile(SeccompProfile profile) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "seccomp", ".json"), profile.text());
    }

    static List<String> all(List<String> options, String... more) {
        List<String> words = new ArrayList<>(options);
        words.addAll(List.of(more));
        return words;
    }

    /** Options for a container in which everything works. */
    static List<String> sound(String... more) {
        return all(all(HostContainer.LOCKED, "--security-opt", "seccomp=" + opened), more);
    }

    static List<Finding> findings(List<String> options, Optional<String> url) {
        String id = containers.start(options, "sleep", "100");
        return Doctor.inContainer(id, Optional.of(String.join(" ", containers.engine())), url);
    }

    static Set<String> shut(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.state() == Finding.State.SHUT)
                .map(Finding::gate)
                .collect(Collectors.toSet());
    }

    static void isShut(String gate, List<String> options, String cure) {
        List<Finding> findings = findings(options, Optional.empty());
        assertThat(shut(findings)).as(findings.toString()).containsExactly(gate);
        assertThat(findings.stream().filter(finding -> finding.gate().equals(gate)))
                .allSatisfy(finding -> assertThat(finding.cure()).contains(cure));
    }

    static void isOpen(List<String> options) {
        List<Finding> findings = findings(options, Optional.empty());
        assertThat(shut(findings)).as(findings.toString()).isEmpty();
        assertThat(findings.stream().map(Finding::gate))
                .containsExactly(
                        "kernel",
                        "perf",
                        "capabilities",
                        "seccomp",
                        "paranoid",
                        "memlock",
                        "no_new_privs",
                        "maps",
                        "collector");
    }

    static String opened(String rule, String other) throws IOException {
        String text = Files.readString(opened);
        assertThat(text).contains(rule);
        return text.replace(rule, other);
    }
}
