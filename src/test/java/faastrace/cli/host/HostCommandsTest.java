package faastrace.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import faastrace.document.Json;
import faastrace.document.Value;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the options of {@code doctor} and {@code record}. Other tests cover what these commands do. */
class HostCommandsTest {
    @TempDir
    private Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void make() {
        sandbox = Sandbox.in(folder);
    }

    @Test
    void theDoctorsJsonHasAVersionAndItsExitCodeSaysWhetherAGateIsShut() {
        Sandbox.Result result = sandbox.run("doctor", "--url", "http://127.0.0.1:9/", "--format", "json");
        assertThat(result.code()).isEqualTo(1);
        Value json = Json.read("doctor", result.out());
        assertThat(json.require("version").number(1, 1)).isEqualTo(1);
        assertThat(json.require("gates").items()).anySatisfy(gate -> {
            assertThat(gate.require("gate").text()).isEqualTo("collector");
            assertThat(gate.require("state").text()).isEqualTo("shut");
            assertThat(gate.require("cure").text()).contains("faas-trace collect");
        });
    }

    @Test
    void aShutGateIsPrintedWithItsCureBelow() {
        assertThat(sandbox.run("doctor", "--url", "http://127.0.0.1:9/").out())
                .containsPattern("(?m)^shut  collector .*\n +cure: .*collect");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "doctor --pod",
                "doctor --pod --image a --container b",
                "doctor --pod --image a --token-secret t/../../x",
                "doctor --pod --function pi --engine false",
                "doctor --function Pi",
                "doctor --function pi --engine false",
                "doctor --namespace fn",
                "doctor --engine docker",
                "doctor --image a",
                "doctor --container none --engine no-such-engine",
                "record",
                "record --pid 1 --container x",
                "record --pid x",
                "record --pid 999999999",
                "record --pid 1 --seconds 0",
                "record --pid 1 --frequency 1000000",
                "record --pid 1 --url http://127.0.0.1:9/ --output x",
                "record --pid 1 --function ../x",
                "record --cgroup /no/such/group",
                "enable kubernetes --namespace No_Name"
            })
    void whatCantBeIsSaidWithACure(String line) {
        Sandbox.Result result = sandbox.run(line.split(" "));
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains("error:", "cure:");
        assertThat(sandbox.snapshot()).containsOnlyKeys(""); // only the folder itself
    }

    @Test
    void aClusterCommandCanBeNamedForFunctionsAndPods() {
        for (String line :
                List.of("doctor --function pi --engine false", "doctor --pod --function pi --engine false")) {
            assertThat(sandbox.run(line.split(" ")).err())
                    .as(line)
                    .contains("pi")
                    .doesNotContain("needs --container");
        }
    }
}
