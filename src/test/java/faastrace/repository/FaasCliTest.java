package faastrace.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import faastrace.repository.git.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaasCliTest {
    @TempDir
    Path project;

    private final List<String> output = new ArrayList<>();

    @Test
    void itGetsTheArgumentsAsTheyAreAndItsOutputLosesTheCredentials() throws IOException {
        FaasCli faasCli = faasCli("for a; do echo \"<$a>\"; done; echo cloning into https://user:s3cret@host/t >&2");
        List<String> written = faasCli.pull(Reference.parse("https://user:s3cret@host/t#1.0"), false, output::add);
        assertThat(written).isEmpty();
        assertThat(output)
                .containsExactly(
                        "<template>",
                        "<pull>",
                        "<https://host/t#1.0>",
                        "<--overwrite=false>",
                        "cloning into https://host/t");
    }

    @Test
    void whatItWroteIsKnownAndItsMetaLosesTheCredentials() throws IOException {
        Files.createDirectories(project.resolve("template/old"));
        Files.writeString(project.resolve("template/old/meta.json"), "{}");
        FaasCli faasCli =
                faasCli("mkdir -p template/go; echo \"{\\\"repository\\\":\\\"$3\\\"}\" > template/go/meta.json");
        assertThat(FaasCli.existing(project)).containsExactly("old");
        assertThat(faasCli.pull(Reference.parse("https://user:s3cret@host/t"), true, output::add))
                .containsExactly("go");
        assertThat(project.resolve("template/go/meta.json")).hasContent("{\"repository\":\"https://host/t\"}");
    }

    @Test
    void theStackFormIsPassedOn() throws IOException {
        faasCli("echo \"$@\"").pullStack(Path.of("a b.yml"), true, output::add);
        assertThat(output).containsExactly("template pull stack --yaml a b.yml --overwrite=true");
    }

    @Test
    void itsFailureIsOurs() throws IOException {
        Reference reference = Reference.parse("git@host:t.git");
        FaasCli failing = faasCli("echo no; exit 3");
        assertThatThrownBy(() -> failing.pull(reference, true, output::add))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("exit code 3");
        assertThat(output).containsExactly("no");
        FaasCli missing = new FaasCli(project.resolve("nowhere"), project);
        assertThatThrownBy(() -> missing.pull(reference, true, output::add))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("can't be run");
    }

    private FaasCli faasCli(String script) throws IOException {
        Path binary = Files.writeString(project.resolve("faas-cli"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new FaasCli(binary, project);
    }
}
