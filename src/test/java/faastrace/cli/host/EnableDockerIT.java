package faastrace.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import faastrace.document.Json;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks which of Docker's files change, and how. */
class EnableDockerIT extends EnableCommandFixture {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|{%  \"seccomp-profile\": \"/etc/docker/faas-trace-seccomp.json\"%}",
                "{\"a\":1}|{\"seccomp-profile\": \"/etc/docker/faas-trace-seccomp.json\",\"a\":1}",
                "{%\t\"a\": {\"b\": []}%}%|{%\t\"seccomp-profile\": \"/etc/docker/faas-trace-seccomp.json\",%\t\"a\":"
                        + " {\"b\": []}%}%",
                "{\"seccomp-profile\": \"builtin\", \"a\": 1}|{\"seccomp-profile\":"
                        + " \"/etc/docker/faas-trace-seccomp.json\", \"a\": 1}",
                "{\"seccomp-profile\": null}|{\"seccomp-profile\": \"/etc/docker/faas-trace-seccomp.json\"}"
            })
    void daemonJsonIsMergedAndWhatItHeldIsKept(String before, String after) throws IOException {
        String original = before.replace('%', '\n');
        write(DAEMON, original);
        Sandbox.Result result = system("docker");
        assertThat(result.code()).isZero();
        assertThat(read(DAEMON)).isEqualTo(after.replace('%', '\n'));
        assertThat(read(DAEMON + ".before-faas-trace")).isEqualTo(original);
        String file = root.resolve(DAEMON).toString();
        assertThat(result.err()).contains("mv " + file + ".before-faas-trace " + file, "systemctl restart docker");
    }

    @Test
    void aMachineWithoutDaemonJsonGetsOne() throws IOException {
        assertThat(system("docker").code()).isZero();
        assertThat(Json.read("f", read(DAEMON)).require("seccomp-profile").text())
                .isEqualTo("/" + PROFILE);
        assertThat(root.resolve(SYSCTL)).doesNotExist();
    }

    @Test
    void aProfileOfTheDaemonsOwnIsWhatIsStartedFrom() throws IOException {
        write(DAEMON, "{\"seccomp-profile\": \"/opt/own.json\"}");
        write("opt/own.json", "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [], \"ours\": true}");
        assertThat(system("docker").code()).isZero();
        assertThat(read(PROFILE)).contains("\"ours\": true", "perf_event_open");
        assertThat(read("opt/own.json")).doesNotContain("perf_event_open");
    }

    @Test
    void aDaemonWithoutSeccompIsLeftAlone() throws IOException {
        write(DAEMON, "{\"seccomp-profile\": \"unconfined\"}");
        Map<String, String> before = Sandbox.snapshot(root);
        assertThat(system("docker").err()).contains("nothing has to be allowed");
        assertThat(Sandbox.snapshot(root)).isEqualTo(before);
    }

    @Test
    void theFileForOneContainerStartsFromTheMachinesProfileToo() throws IOException {
        write(DAEMON, "{\"seccomp-profile\": \"/opt/own.json\"}");
        write("opt/own.json", "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [], \"ours\": true}");
        Sandbox.Result result = sandbox.run("enable", "docker", "--root", root.toString());
        assertThat(sandbox.read("faas-trace-seccomp.json")).contains("\"ours\": true", "perf_event_open");
        assertThat(result.err()).contains(root.resolve("opt/own.json") + ", no other call changes");
    }

    @Test
    void aDaemonWithoutSeccompNeedsNoFileForOneContainer() throws IOException {
        write(DAEMON, "{\"seccomp-profile\": \"unconfined\"}");
        Map<String, String> before = sandbox.snapshot();
        Sandbox.Result result = sandbox.run("enable", "docker", "--root", root.toString());
        assertThat(result.code()).isZero();
        assertThat(result.err())
                .contains("nothing has to be allowed", root.resolve(DAEMON).toString());
        assertThat(sandbox.snapshot()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lib/systemd/system/docker.service|[Service]%ExecStart=/usr/bin/dockerd -H fd:// FLAG%",
                "etc/systemd/system/docker.service.d/a.conf|[Service]%ExecStart=%ExecStart=/usr/bin/dockerd \\%  FLAG%",
                "etc/default/docker|#DOCKER_OPTS=\"--dns 8.8.8.8\"%DOCKER_OPTS=\"--dns 1.1.1.1 FLAG\"%",
                "etc/sysconfig/docker|OPTIONS='--selinux-enabled FLAG'%"
            })
    void aProfileOnTheCommandLineIsExtendedInPlaceAsDaemonJsonMayNotNameOneToo(String file, String text)
            throws IOException {
        if (file.endsWith(".conf") || file.startsWith("etc/default")) {
            write(
                    "usr/lib/systemd/system/docker.service",
                    "[Service]\nEnvironmentFile=-/etc/default/docker\nExecStart=dockerd $DOCKER_OPTS\n");
        }
        for (String option : new String[] {"--seccomp-profile=/opt/own.json", "--seccomp-profile /opt/own.json"}) {
            write(file, text.replace('%', '\n').replace("FLAG", option));
            write("opt/own.json", "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": []}");
            Sandbox.Result result = system("docker");
            assertThat(result.code()).as(result.err()).isZero();
            assertThat(read("opt/own.json")).contains("perf_event_open");
            assertThat(read("opt/own.json.before-faas-trace")).doesNotContain("perf_event_open");
            assertThat(root.resolve(DAEMON)).doesNotExist();
            assertThat(result.err()).contains("mv ", "systemctl restart docker   # the profile stays active until");
            assertThat(system("docker", "--check").code()).isZero();
        }
    }

    @Test
    void anOptionThatNamesNoFileIsForTheUserToChange() throws IOException {
        write("lib/systemd/system/docker.service", "[Service]\nExecStart=dockerd --seccomp-profile=builtin\n");
        Sandbox.Result result = system("docker");
        assertThat(read(PROFILE)).contains("perf_event_open");
        assertThat(root.resolve(DAEMON)).doesNotExist();
        assertThat(result.err())
                .contains("--seccomp-profile=/" + PROFILE, root.resolve("lib/systemd/system/docker.service") + "");
    }

    @Test
    void aProfileInBothPlacesIsNamedAsWhatKeepsDockerFromStarting() throws IOException {
        write("lib/systemd/system/docker.service", "[Service]\nExecStart=dockerd --seccomp-profile=/opt/own.json\n");
        write("opt/own.json", "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": []}");
        write(DAEMON, "{\"seccomp-profile\": \"/opt/own.json\"}");
        refused(system("docker"), "dockerd does not start with both");
    }

    @Test
    void anotherSettingsFileIsTheOneThatIsEdited() throws IOException {
        write("lib/systemd/system/docker.service", "[Service]\nExecStart=dockerd --config-file /srv/d/daemon.json\n");
        write("srv/d/daemon.json", "{}");
        assertThat(system("docker").code()).isZero();
        assertThat(read("srv/d/daemon.json")).contains("\"/srv/d/faas-trace-seccomp.json\"");
        assertThat(read("srv/d/faas-trace-seccomp.json")).contains("perf_event_open");
        assertThat(root.resolve("etc/docker")).doesNotExist();
    }

    @Test
    void theRulesAreThoseOfTheReleaseNamedAndAFileForAnotherOneIsReplaced() throws IOException {
        Sandbox.Result old = sandbox.run("enable", "docker", "--release", "20.10.24", "--root", root.toString());
        assertThat(sandbox.read("faas-trace-seccomp.json")).contains("io_uring_setup");
        assertThat(old.err()).contains("rules of Docker 20.10.24, no other call changes");
        Sandbox.Result recent = sandbox.run("enable", "docker", "--release", "29.7", "--root", root.toString());
        assertThat(sandbox.read("faas-trace-seccomp.json")).doesNotContain("io_uring_setup");
        assertThat(recent.err()).contains("rules of Docker 29.7.0, no other call changes");
    }

    @Test
    void moreThanOneCallIsNeverPassedOffAsOne() throws IOException {
        Sandbox.Result unknown = sandbox.run("enable", "docker", "--root", root.toString());
        assertThat(unknown.err())
                .contains("The version of Docker is not known", "--release")
                .containsPattern("Docker 20\\.10\\.26 it also allows [a-z0-9_, ]*pkey_alloc.* blocks io_uring_enter");
        assertThat(sandbox.run("enable", "docker", "--release", "99.1", "--root", root.toString())
                        .err())
                .contains("faas-trace does not know the rules of Docker 99.1.0");
        sandbox.write("mine.json", "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": []}");
        sandbox.write(
                "strict.json",
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"chmod\"], \"action\":"
                        + " \"SCMP_ACT_ERRNO\"}]}");
        write(DAEMON, "{\"seccomp-profile\": \"/opt/strict.json\"}");
        write("opt/strict.json", sandbox.read("strict.json"));
        String[] named = {"enable", "docker", "--profile", "mine.json", "--dry-run", "--root", root.toString()};
        assertThat(sandbox.run(named).err()).contains("other calls change too:", "- it also allows chmod");
        refused(sandbox.run("enable", "docker", "--release", "new", "--root", root.toString()), "new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{} {}", "{\"seccomp-profile\": 1, }", "{\"seccomp-profile\": \"/nowhere\"}"})
    void adaemonJsonThatIsDamagedIsNotTouched(String text) throws IOException {
        write(DAEMON, text);
        refused(system("docker"), "daemon.json");
    }
}
