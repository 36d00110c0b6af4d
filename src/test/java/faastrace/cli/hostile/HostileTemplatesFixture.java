package faastrace.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Creates a template for tests to tamper with and a file that must stay unharmed, and runs all commands. */
abstract class HostileTemplatesFixture {
    static final String CASE = "python-debian";

    static final List<String[]> COMMANDS = List.of(
            new String[] {"template", "pull", "stack"},
            new String[] {"status", "--explain"},
            new String[] {"patch", "--dry-run"},
            new String[] {"patch"},
            new String[] {"status"},
            new String[] {"patch"},
            new String[] {"revert"});

    @TempDir
    Path folder;

    Sandbox sandbox;

    Path bystander;

    @BeforeEach
    void aTemplateToSpoilAndAFileToHarm() throws IOException {
        sandbox = Sandbox.in(folder).upstream(CASE, "x").stack("x");
        bystander = Files.writeString(folder.resolve("bystander"), "mine\n");
    }

    /** Runs all commands. Each must exit with 0 or 2 without a stack trace, and revert must undo all changes. */
    void attack() {
        sandbox.commit();
        Map<String, String> pulled = Map.of();
        for (String[] command : COMMANDS) {
            Sandbox.Result result = sandbox.run(command);
            String told = String.join(" ", command) + "\n" + result.err();
            assertThat(result.code()).as(told).isIn(0, 2);
            assertThat(result.err()).as(told).doesNotContain("\tat ", "Exception", "\u001b");
            boolean isDiff = List.of(command).contains("--dry-run");
            assertThat(isDiff ? "" : result.out()).doesNotContain("\u001b");
            pulled = command[0].equals("template") ? sandbox.templates() : pulled;
        }
        assertThat(sandbox.templates()).isEqualTo(pulled);
        assertNothingHappened();
    }

    void assertNothingHappened() {
        assertThat(bystander).hasContent("mine\n");
        for (Path place : List.of(folder, sandbox.project(), sandbox.upstream(), Path.of(""))) {
            assertThat(place.resolve("pwned")).doesNotExist();
        }
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("project", "upstream", "bystander");
    }

    static String read(String file) {
        try {
            return Files.readString(Sandbox.CASES.resolve(CASE + "/before/" + file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
