package faastrace.host.enable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.host.seccomp.Architecture;
import faastrace.host.seccomp.DefaultRules;
import faastrace.host.seccomp.EngineRelease;
import faastrace.host.seccomp.PerfEventOpen;
import faastrace.host.seccomp.SeccompContext;
import faastrace.host.seccomp.SeccompProfile;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how the containerd release for the profile is chosen from the versions that the nodes report. */
class ClusterIT {
    private static final SeccompContext HERE = SeccompContext.usual(Architecture.named("amd64"));

    @TempDir
    private Path folder;

    /** A kubectl that runs this script, for example to print a response or fail. */
    private String kubectl(String script) throws IOException {
        Path file = Files.writeString(folder.resolve("kubectl"), "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file.toString();
    }

    private AccessChange onNodes(String... engines) throws IOException {
        String items = Arrays.stream(engines)
                .map(engine -> "{\"status\": {\"nodeInfo\": {\"containerRuntimeVersion\": \"" + engine + "\"}}}")
                .collect(Collectors.joining(","));
        Path answer = Files.writeString(folder.resolve("nodes.json"), "{\"items\": [" + items + "]}");
        return enable(
                Optional.of(kubectl("[ \"$1 $2\" = 'get nodes' ] && cat " + answer)),
                Optional.empty(),
                Optional.empty());
    }

    private AccessChange enable(Optional<String> kubectl, Optional<String> release, Optional<Path> profile) {
        return enable(kubectl, release, profile, Set.of());
    }

    private AccessChange enable(
            Optional<String> kubectl, Optional<String> release, Optional<Path> profile, Set<String> capabilities) {
        return Enable.kubernetes(new EnableRequest(
                folder,
                Path.of("/"),
                false,
                profile,
                Optional.of(Path.of("k8s")),
                false,
                Optional.of("amd64"),
                capabilities,
                KernelAccess.userCode,
                new EnableRequest.ClusterRequest(List.of(), "openfaas-fn", "", false),
                new EnableRequest.EngineRequest(kubectl, release)));
    }

    private static String nodes(AccessChange opening) {
        return opening.patch().changes().stream()
                .filter(change -> change.path().endsWith("/nodes.yaml"))
                .map(change -> new String(change.after().bytes(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }

    /** Checks that the profile has the rules of that release and allows one more system call. */
    private static void startsFrom(String release, AccessChange opening) {
        SeccompProfile rules = DefaultRules.of("containerd", EngineRelease.of(release));
        String written = PerfEventOpen.open(rules).flat(HERE).text().indent(4);
        assertThat(nodes(opening))
                .contains(written.strip().lines().skip(1).findFirst().orElseThrow());
        assertThat(nodes(opening).replaceAll("\\s+", "")).contains(written.replaceAll("\\s+", ""));
    }

    @Test
    void theRulesAreThoseOfTheReleaseThatTheMachinesRun() throws IOException {
        AccessChange old = onNodes("containerd://1.6.20~ds1", "containerd://1.6.20");
        startsFrom("1.6.20", old);
        assertThat(old.opens()).contains("Compared with the rules of containerd 1.6.20, no other call changes.");
        startsFrom("2.1.4", onNodes("containerd://2.1.4-k3s1"));
        assertThat(nodes(old)).contains("io_uring_setup").doesNotContain("cachestat");
        assertThat(nodes(onNodes("containerd://2.1.4"))).doesNotContain("io_uring_setup");
    }

    @Test
    void ofSeveralReleasesTheNewestIsTakenAndTheOthersAreCompared() throws IOException {
        AccessChange mixed = onNodes("containerd://2.2.3", "containerd://1.7.28", "containerd://1.10.0");
        startsFrom("2.2.3", mixed);
        assertThat(mixed.opens())
                .anyMatch(line -> line.startsWith("- on containerd 1.7.28 it also allows getxattrat")
                        && line.contains("blocks io_uring_enter"))
                .noneMatch(line -> line.contains("on containerd 2.2.3"));
    }

    @Test
    void whatChangesForContainersWithoutCapabilitiesIsSaid() {
        Optional<String> release = Optional.of("2.1.4");
        AccessChange usual = enable(Optional.empty(), release, Optional.empty());
        assertThat(usual.opens())
                .anyMatch(line ->
                        line.contains("without capabilities") && line.contains("also allows chroot. Use --cap none"));
        AccessChange none = enable(Optional.empty(), release, Optional.empty(), Set.of("none"));
        assertThat(none.opens()).noneMatch(line -> line.contains("--cap none"));
        assertThat(nodes(none)).doesNotContain("\"chroot\"");
    }

    @Test
    void anotherEngineIsNamed() throws IOException {
        assertThat(onNodes("cri-o://1.33.2").opens())
                .anyMatch(line -> line.contains("run cri-o 1.33.2,") && line.contains("--profile"))
                .anyMatch(line -> line.contains("version of containerd is not known"));
    }

    @Test
    void aReleaseThatIsNamedIsNotAskedFor() throws IOException {
        Optional<String> neverAsked = Optional.of(kubectl("touch " + folder + "/asked"));
        startsFrom("1.7.0", enable(neverAsked, Optional.of("v1.7.0"), Optional.empty()));
        assertThat(folder.resolve("asked")).doesNotExist();
        assertThatThrownBy(() -> enable(Optional.empty(), Optional.of("new"), Optional.empty()))
                .isInstanceOf(Problem.class);
        assertThat(enable(Optional.empty(), Optional.of("9.9"), Optional.empty())
                        .opens())
                .anyMatch(line -> line.startsWith("faas-trace does not know the rules of containerd 9.9.0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo 'connection refused' >&2; exit 1",
                "echo 'no json'",
                "echo '{}'",
                "echo '{\"items\": [{\"status\": 1}]}'",
                "echo '{\"items\": [{\"status\": {\"nodeInfo\": {\"containerRuntimeVersion\": [\"containerd\"]}}}]}'",
            })
    void whereTheClusterGivesNoAnswerTheNewestRulesAreTakenAndTheReasonIsSaid(String script) throws IOException {
        AccessChange opening = enable(Optional.of(kubectl(script)), Optional.empty(), Optional.empty());
        startsFrom(DefaultRules.last("containerd").toString(), opening);
        assertThat(opening.next()).anyMatch(line -> line.startsWith("Could not ask the cluster"));
        assertThat(opening.opens())
                .anyMatch(line -> line.contains("The version of containerd is not known, so these are the rules of"))
                .anyMatch(line -> line.startsWith("- on containerd 1.6.28 it also allows"));
    }

    @Test
    void aProfileThatIsNamedIsStartedFromAndComparedWithTheRelease() throws IOException {
        Path own = Files.writeString(
                folder.resolve("own.json"),
                DefaultRules.of("containerd", EngineRelease.of("2.1.4")).text().replace("\"chmod\",", ""));
        AccessChange opening = enable(Optional.empty(), Optional.of("2.1.4"), Optional.of(own));
        assertThat(opening.opens()).anyMatch(line -> line.equals("- it blocks chmod"));
        assertThat(nodes(opening)).doesNotContain("\"chmod\"");
        assertThat(enable(Optional.of("/nowhere/kubectl"), Optional.empty(), Optional.of(own))
                        .opens())
                .noneMatch(line -> line.contains("so these are the rules of"));
    }
}
