package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.overlay.Overlay;
import faastrace.overlay.OverlayKind;
import faastrace.overlay.Overlays;
import faastrace.problem.Problem;
import faastrace.project.settings.PatchSettings;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adds a distribution as a single folder next to the built-in ones, without changing any of them. */
class InventedDistributionTest {
    private static final String NAME = "slateos";
    private static final Path FOLDER = Path.of("src/test/resources/distribution");

    private final Overlays builtIn = Overlays.builtIn();

    @TempDir
    Path own;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "slateos",
                "slateos:7",
                "example.com/team/slateos:7.1",
                "example.com/slateos@sha256:0123456789abcdef",
                // Built-in overlays match these names too.
                "slateos:7-slim",
                "slateos-alpine:3",
                "fedora/slateos:40",
                "example.com/suse/slateos:15-bookworm",
                "archlinux:slateos-1"
            })
    void itIsChosenWhereverItsNameStands(String image) {
        Rewrite rewrite = rewrite(builtIn.with(FOLDER), image, "true");
        assertThat(distribution(rewrite)).containsExactly(NAME);
        assertThat(rewrite.traced().file("faas-trace/install.sh").orElseThrow().text())
                .contains("add \"slab lay\" perf curl sudo\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alpine:3.22",
                "node:22-alpine",
                "ubi-alpine:9",
                "debian:13",
                "python:3.12-slim",
                "translateos:1-slim",
                "slateosx:1-bookworm",
                "fedora:43",
                "centos-alpine:9",
                "registry.access.redhat.com/ubi9/ubi-minimal",
                "opensuse/leap:15.6",
                "suse-fedora:1",
                "archlinux:base",
                "ghcr.io/void-linux/void-glibc",
                "example.com/unknown:1",
                "gcr.io/distroless/base-debian12",
                "debian:9",
                "scratch"
            })
    void nothingChangesForOtherImages(String image) {
        String run = "apt-get remove -y curl && apk del curl";
        Rewrite without = rewrite(builtIn, image, run);
        Rewrite with = rewrite(builtIn.with(FOLDER), image, run);
        assertThat(with.refusal()).isEqualTo(without.refusal());
        assertThat(with.notes()).isEqualTo(without.notes());
        assertThat(distribution(with)).isEqualTo(distribution(without)).doesNotContain(NAME);
        assertThat(Invariants.digest(with.traced())).isEqualTo(Invariants.digest(without.traced()));
    }

    @Test
    void whatItsPackageManagerTakesAwayIsInstalledBehindThat() {
        String run = "slab --quiet chip curl";
        assertThat(dockerfile(rewrite(builtIn.with(FOLDER), "slateos:7", run)))
                .containsSubsequence("COPY handler .", "RUN " + run, "install.sh", "CMD [");
        assertThat(dockerfile(rewrite(builtIn, "debian:13", run)))
                .as("only because the folder says so")
                .containsSubsequence("install.sh", "COPY handler .", "RUN " + run);
    }

    @Test
    void twoThatMatchAtOnePriorityAreAnError() throws IOException {
        copy(NAME, "");
        copy("slateos-too", "");
        assertThatThrownBy(() -> rewrite(builtIn.with(own), "slateos:7", "true"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("slateos and slateos-too match at the same priority");
        copy("slateos-too", "priority: 1\n");
        assertThat(distribution(rewrite(builtIn.with(own), "slateos:7", "true")))
                .containsExactly("slateos-too");
    }

    /**
     * An overlay folder that was ejected when each distribution still excluded the others. It has no named patterns and
     * no priority.
     */
    @Test
    void aFolderOfBeforeNamedPatternsWorksAsItDid() throws IOException {
        Files.createDirectories(own.resolve("debian"));
        Files.writeString(own.resolve("debian/overlay.yml"), """
                version: 1
                kind: distribution
                match:
                  any:
                    - {image: '(^|[/:-])(debian|ubuntu)([:@.0-9-]|$)'}
                    - {image: '-slim\\b'}
                  not: {image: '(^|[/:-])alpine([:@.0-9-]|$)|(^|[/:-])(fedora|suse)([/:@.0-9-]|$)'}
                install: apt-get install -y my-perf
                """);
        Overlays overlays = builtIn.with(own);
        assertThat(rewrite(overlays, "python:3.12-slim", "true")
                        .traced()
                        .file("faas-trace/install.sh")
                        .orElseThrow()
                        .text())
                .contains("apt-get install -y my-perf\n");
        assertThat(distribution(rewrite(overlays, "node:22-alpine-slim", "true")))
                .containsExactly("alpine");
        assertThat(distribution(rewrite(overlays, "fedora:43-slim", "true"))).containsExactly("fedora");
        // The built-in overlay's pattern for removed packages still applies.
        assertThat(dockerfile(rewrite(overlays, "debian:13", "apt-get remove -y curl")))
                .containsSubsequence("RUN apt-get remove -y curl", "install.sh");
    }

    /** Each built-in overlay describes only its own distribution. If two overlays match, their priorities decide. */
    @Test
    void eachBuiltInDistributionHasAPriorityOfItsOwnBelowThatOfAFolderThatSaysNone() {
        List<Integer> priorities = builtIn.all().stream()
                .filter(overlay -> overlay.kind() == OverlayKind.DISTRIBUTION)
                .filter(overlay -> overlay.install().isPresent())
                .map(Overlay::priority)
                .toList();
        assertThat(priorities).hasSizeGreaterThan(5).doesNotHaveDuplicates().allMatch(priority -> priority < 0);
    }

    private void copy(String name, String more) throws IOException {
        Path to = Files.createDirectories(own.resolve(name)).resolve("overlay.yml");
        Files.writeString(to, Files.readString(FOLDER.resolve(NAME).resolve("overlay.yml")) + more);
    }

    private static Rewrite rewrite(Overlays overlays, String image, String run) {
        PatchSettings settings = PatchSettings.standard();
        String dockerfile =
                "FROM " + image + "\nCOPY handler .\nRUN " + run + "\nENV fprocess=\"cat\"\nCMD [\"fwatchdog\"]\n";
        return new Rewriter(overlays, settings.byName(), Map.of())
                .rewrite("x", Template.of("x", List.of(TemplateFile.of("Dockerfile", dockerfile))));
    }

    private static String dockerfile(Rewrite rewrite) {
        return rewrite.traced().file("Dockerfile").orElseThrow().text();
    }

    private static List<String> distribution(Rewrite rewrite) {
        return rewrite.overlays().stream()
                .filter(overlay -> overlay.kind() == OverlayKind.DISTRIBUTION)
                .map(Overlay::name)
                .toList();
    }
}
