package faastrace.host.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

public class SeccompProfileIT {
    public static final Path PODMANS_OWN = Path.of("/usr/share/containers/seccomp.json");
    private static final String CALL = "perf_event_open";
    private static final SeccompContext USUAL = SeccompContext.usual(Architecture.named("amd64"));

    /** Our copies of the three engines' rules. If Podman is installed, also the profile in its own file. */
    static List<SeccompProfile> defaults() throws IOException {
        List<SeccompProfile> profiles = new ArrayList<>();
        for (String engine : List.of("docker", "podman", "containerd")) {
            profiles.add(DefaultRules.of(engine));
        }
        profiles.add(DefaultRules.of("docker", EngineRelease.of("20.10.24")));
        if (Files.exists(PODMANS_OWN)) {
            profiles.add(SeccompProfile.read(PODMANS_OWN.toString(), Files.readString(PODMANS_OWN)));
        }
        return profiles;
    }

    @ParameterizedTest
    @MethodSource("defaults")
    void exactlyOneCallFaresOtherwiseWhateverTheSurroundings(SeccompProfile profile) {
        SeccompProfile opened = profile.allowing(CALL);
        for (SeccompContext here : PerfEventOpen.examples()) {
            // In a container with all capabilities, the system call may already be allowed.
            boolean mayAlready = profile.verdicts(here).getOrDefault(CALL, List.of()).stream()
                    .anyMatch(SeccompAction::allowsAlways);
            assertThat(profile.differences(opened, here))
                    .as(here.toString())
                    .isEqualTo(mayAlready ? Set.of() : Set.of(CALL));
            assertThat(opened.verdicts(here).get(CALL)).singleElement().matches(SeccompAction::allowsAlways);
        }
    }

    @ParameterizedTest
    @MethodSource("defaults")
    void theFlatFormHasNoConditionsAndTheSameVerdictsThere(SeccompProfile profile) {
        for (SeccompContext here : PerfEventOpen.examples()) {
            SeccompProfile flat = profile.flat(here);
            assertThat(flat.rules()).noneMatch(SeccompRule::isConditional);
            assertThat(flat.text()).doesNotContain("archMap", "includes", "excludes", "comment", "\"defaultErrno\"");
            assertThat(flat.verdicts(here)).isEqualTo(profile.verdicts(here));
            assertThat(flat.fallback()).isEqualTo(profile.fallback());
            assertThat(flat.differences(flat.allowing(CALL), here))
                    .isEqualTo(profile.differences(profile.allowing(CALL), here));
        }
    }

    @ParameterizedTest
    @MethodSource("defaults")
    void theDefaultForbidsItInAUsualContainerAndLetsManyOtherCallsThrough(SeccompProfile profile) {
        assertThat(profile.allows(CALL)).isFalse();
        List<SeccompAction> fallback = List.of(profile.fallback());
        assertThat(profile.verdicts(USUAL).getOrDefault(CALL, fallback)).noneMatch(SeccompAction::allowsAlways);
        assertThat(profile.verdicts(USUAL)).hasSizeGreaterThan(340);
        assertThat(profile.verdicts(USUAL).get("openat")).singleElement().matches(SeccompAction::allowsAlways);
    }

    @ParameterizedTest
    @MethodSource("defaults")
    void onlyTheRulesAboutTheCallChangeInTheText(SeccompProfile profile) {
        List<String> before = profile.text().lines().map(String::strip).toList();
        List<String> after =
                profile.allowing(CALL).text().lines().map(String::strip).toList();
        List<String> gone = new ArrayList<>(before);
        after.forEach(gone::remove);
        assertThat(gone).hasSizeLessThan(12).anyMatch(line -> line.contains(CALL));
        assertThat(profile.allowing(CALL).allowing(CALL).text())
                .isEqualTo(profile.allowing(CALL).text());
    }

    @ParameterizedTest
    @CsvSource({
        "20.10.0, io_uring_setup openat2, clone3 close_range pkey_alloc",
        "20.10.24+dfsg1, io_uring_setup close_range landlock_add_rule, pkey_alloc name_to_handle_at",
        "20.10.27, name_to_handle_at, pkey_alloc",
        "23.0.5, pkey_alloc io_uring_setup, name_to_handle_at cachestat",
        "v23.0.18-ce, name_to_handle_at cachestat, listmount",
        "24.0.9, name_to_handle_at io_uring_setup, cachestat",
        "25.0.2, name_to_handle_at, io_uring_setup cachestat",
        "28.1.1, cachestat, io_uring_setup listmount",
        "29.0.0, listmount, io_uring_setup",
        "99.0, listmount, io_uring_setup"
    })
    void eachReleaseOfDockerHasItsOwnRules(String version, String allowed, String refused) {
        SeccompProfile profile = DefaultRules.of("docker", EngineRelease.of(version));
        for (String call : allowed.split(" ")) {
            assertThat(profile.allows(call)).as(call).isTrue();
        }
        for (String call : refused.split(" ")) {
            assertThat(profile.allows(call)).as(call).isFalse();
        }
    }

    @Test
    void theNewestReleaseIsWhatIsMeantWithoutAVersion() {
        SeccompProfile newest = DefaultRules.of("docker", DefaultRules.last("docker"));
        assertThat(DefaultRules.of("docker").text()).isEqualTo(newest.text());
        assertThat(DefaultRules.changes("docker")).isSorted().startsWith(DefaultRules.first("docker"));
    }

    /** Our copy was made from a file with this fingerprint. */
    @Test
    void ourReadingOfPodmansRulesIsWhatItsFileSays() throws Exception {
        Assumptions.assumeTrue(Files.exists(PODMANS_OWN), "Podman's own profile is not installed");
        byte[] sum = java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(PODMANS_OWN));
        Assumptions.assumeTrue(
                java.util.HexFormat.of().formatHex(sum).startsWith("cc374cf23846ce1f"),
                "another version of Podman is here");
        SeccompProfile file = SeccompProfile.read("file", Files.readString(PODMANS_OWN));
        for (SeccompContext here : PerfEventOpen.examples()) {
            assertThat(DefaultRules.of("podman").differences(file, here)).isEmpty();
        }
    }

    @Test
    void aDenialAheadOfItIsEditedAndOtherBytesStay() {
        String text = """
                {"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [
                  {"names": ["read", "perf_event_open" , "write"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1,
                   "comment": "kept \\u00e9 \\" ] }"},
                  {"names": ["perf_event_open"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_SYS_ADMIN"]}},
                  {"name": "perf_event_open", "action": "SCMP_ACT_ERRNO"},
                  {"names": ["open", "perf_event_open"], "action": "SCMP_ACT_ALLOW", "x": [1, {"y": null}]},
                  {"names": ["perf_event_open"], "action": "SCMP_ACT_TRAP"}
                ], "later": -1.5e3}
                """;
        String expected = """
                {"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [
                  {"names": ["read" , "write"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1,
                   "comment": "kept \\u00e9 \\" ] }"},
                  {"names": ["open"], "action": "SCMP_ACT_ALLOW", "x": [1, {"y": null}]},
                  {"names": ["perf_event_open"], "action": "SCMP_ACT_ALLOW"}
                ], "later": -1.5e3}
                """;
        assertThat(SeccompProfile.read("f", text).allowing(CALL).text()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[]}",
                "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[ ]}",
                "{\"defaultAction\":\"SCMP_ACT_KILL\",\"syscalls\":[{\"name\":\"perf_event_open\","
                        + "\"action\":\"SCMP_ACT_TRAP\"}]}",
                "{\"note\":\"\uD83D\uDD12\",\"defaultAction\":\"SCMP_ACT_ERRNO\","
                        + "\"syscalls\":[{\"names\":[\"perf_event_open\",\"read\"],\"action\":\"SCMP_ACT_ERRNO\"}]}"
            })
    void smallAndOddProfilesAreOpenedToo(String text) {
        SeccompProfile profile = SeccompProfile.read("f", text);
        SeccompProfile opened = profile.allowing(CALL);
        assertThat(opened.allows(CALL)).isTrue();
        assertThat(profile.differences(opened, USUAL)).containsExactly(CALL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[]}",
                "{\"defaultAction\":\"SCMP_ACT_LOG\",\"syscalls\":[]}",
                "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[{\"names\":[\"perf_event_open\"],"
                        + "\"action\":\"SCMP_ACT_ALLOW\"}]}"
            })
    void anOpenProfileStaysAsItIs(String text) {
        assertThat(SeccompProfile.read("f", text).allowing(CALL).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "not json",
                "{}",
                "{\"defaultAction\":\"ALLOW\",\"syscalls\":[]}",
                "{\"defaultAction\":\"SCMP_ACT_ERRNO\"}",
                "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"Syscalls\":[],\"syscalls\":[]}",
                "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":{}}",
                "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[{\"names\":[\"read\"]}]}",
                "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[{\"action\":\"SCMP_ACT_ALLOW\"}]}",
                "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"architectures\":[\"a\"],\"archMap\":[{}],\"syscalls\":[]}",
                "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[{\"names\":[\"read\"],\"action\":"
                        + "\"SCMP_ACT_ALLOW\",\"args\":[{\"index\":9,\"value\":1,\"op\":\"SCMP_CMP_EQ\"}]}]}",
                "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[{\"names\":[\"read\"],\"action\":"
                        + "\"SCMP_ACT_ALLOW\",\"args\":[{\"index\":0,\"value\":-1,\"op\":\"SCMP_CMP_EQ\"}]}]}",
                "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[]} trailing"
            })
    void aMalformedProfileIsRefusedWithItsPlace(String text) {
        assertThatThrownBy(() -> SeccompProfile.read("profile.json", text))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("profile.json");
    }

    @Test
    void largeArgumentsKeepAllTheirBits() {
        String text = "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[{\"names\":[\"clone\"],\"action\":"
                + "\"SCMP_ACT_ALLOW\",\"args\":[{\"index\":0,\"value\":18446744073709551615,\"valueTwo\":7,"
                + "\"op\":\"SCMP_CMP_MASKED_EQ\"}]}]}";
        assertThat(SeccompProfile.read("f", text).flat(USUAL).text()).contains("18446744073709551615");
    }
}
