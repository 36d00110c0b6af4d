package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the completions in the Java code and in the real shells. */
class CompletionIT {
    @TempDir
    private Path here;

    @BeforeEach
    void aProjectWithTwoTemplates() throws IOException {
        Files.createDirectories(here.resolve("template/python3-http"));
        Files.createDirectories(here.resolve("template/node22"));
    }

    private List<String> after(String... words) {
        return Completion.of(here, List.of(words)).stream()
                .map(line -> line.split("\t")[0])
                .toList();
    }

    @Test
    void commandsAndTheirSubcommandsAreCompletedButNotHiddenOnes() {
        assertThat(after("pat")).containsExactly("patch");
        assertThat(after("")).contains("template", "help").doesNotContain("__complete");
        assertThat(after("overlay", "e")).containsExactly("eject");
        assertThat(after("template", "store", "")).containsExactly("list", "describe", "pull");
    }

    @Test
    void optionsComeWithTheirMeaning() {
        assertThat(Completion.of(here, List.of("patch", "--dry")))
                .containsExactly("--dry-run\tPrint the unified diff and write nothing");
        assertThat(after("--debug", "patch", "--l")).containsExactly("--leave-out", "--locked");
        assertThat(after("patch", "--", "--l")).isEmpty();
    }

    @Test
    void valuesAreCompletedHoweverTheyAreJoined() {
        assertThat(after("patch", "--format", "j")).containsExactly("json");
        assertThat(after("patch", "--format=j")).containsExactly("--format=json");
        assertThat(after("patch", "--format", "=", "j")).containsExactly("json");
        assertThat(after("patch", "--format", "=")).containsExactly("text", "json", "github");
        assertThat(after("completion", "")).containsExactly("bash", "zsh", "fish");
    }

    @Test
    void templatesAreThoseOfTheProjectAndFilesAreLeftToTheShell() {
        assertThat(after("patch", "py")).containsExactly("python3-http");
        assertThat(after("patch", "--sudo", "off", "python3-http", "")).containsExactly("node22", "python3-http");
        assertThat(after("fold", "")).containsExactly(":files");
        assertThat(after("collect", "--dir", "")).containsExactly(":folders");
        assertThat(after("collect", "--port", "")).isEmpty();
        assertThat(after("no-such-command", "--no", "")).isEmpty();
    }

    @Test
    void functionsAreThoseOfTheStackFileIfItCanBeRead() throws Exception {
        assertThat(after("try", "pi")).isEmpty();
        Files.writeString(here.resolve("stack.yaml"), "functions: {pi-b: {}, pi-a: {}, other: {}}\n");
        assertThat(after("try", "pi")).containsExactlyInAnyOrder("pi-a", "pi-b");
        assertThat(after("try", "pi-a", "--engine", "podman", "--", "")).isEmpty();
        Files.writeString(here.resolve("stack.yaml"), "functions: [");
        assertThat(after("try", "pi")).isEmpty();
    }

    @Test
    void bashCompletes() throws Exception {
        Means.require("bash");
        String ask = "source <(faas-trace completion bash)\n"
                + "ask() { COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _faas_trace; echo \"${COMPREPLY[@]}\"; }\n"
                + "ask faas-trace pat; ask faas-trace patch --dry; ask faas-trace patch py; ask faas-trace patch --format = j";
        assertThat(said("bash", ask)).isEqualTo("patch\n--dry-run\npython3-http\njson\n");
    }

    @Test
    void zshCompletes() throws Exception {
        Means.require("zsh");
        // Uses zsh's real completion system, but replaces the functions that offer the completions with ones that print
        // them.
        String ask = "autoload -Uz compinit && compinit -u -d \"$HOME/dump\"\nsource <(faas-trace completion zsh)\n"
                + "_describe() { print -l -- \"${(P@)argv[-1]}\" }\n_files() { print files $1 }\n"
                + "ask() { words=(\"$@\") CURRENT=$#; ${_comps[faas-trace]} }\n"
                + "ask faas-trace pat; ask faas-trace patch --dry; ask faas-trace collect --dir ''; ask faas-trace fold ''";
        assertThat(said("zsh", ask).lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("patch:Patch templates"),
                        line -> assertThat(line).isEqualTo("--dry-run:Print the unified diff and write nothing"),
                        line -> assertThat(line).isEqualTo("files -/"),
                        line -> assertThat(line).isEqualTo("files"));
    }

    @Test
    void fishCompletes() throws Exception {
        Means.require("fish");
        String ask = "faas-trace completion fish | source\ncomplete -C 'faas-trace pat'\n"
                + "complete -C 'faas-trace patch --dry'\ncomplete -C 'faas-trace patch --format=j'\n"
                + "complete -C 'faas-trace patch p'\ncomplete -C 'faas-trace collect --dir temp'";
        assertThat(said("fish", ask).lines().map(line -> line.split("\t")[0]))
                .containsExactly("patch", "--dry-run", "--format=json", "python3-http", "template/");
    }

    /** The output of a shell for these commands, run in the project with faas-trace on the PATH. */
    private String said(String shell, String commands) throws IOException, InterruptedException {
        Path bin = Files.createDirectories(here.resolve(".bin"));
        Path program = bin.resolve("faas-trace");
        String java = ProcessHandle.current().info().command().orElseThrow();
        Files.writeString(
                program,
                "#!/bin/sh\nexec '" + java + "' -cp '" + System.getProperty("java.class.path")
                        + "' faastrace.cli.Main \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Path out = here.resolve(".said");
        ProcessBuilder builder = new ProcessBuilder(shell, "-c", commands)
                .directory(here.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().merge("PATH", bin.toString(), (path, folder) -> folder + ":" + path);
        builder.environment().put("HOME", here.resolve(".bin").toString());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(out);
    }
}
