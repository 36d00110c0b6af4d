package faastrace.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what {@code faas-trace try} reports if a step fails. The engines are scripts. */
class TryFailuresIT {
    private static final String ANSWERS = """
            #!/bin/sh
            echo "$*" >>"$0.calls"
            case $1 in
              --version) echo 'podman version 4.3.1' ;;
              info) echo 4.3.1 ;;
            %s
            esac
            """;

    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void aRepository() {
        sandbox = Sandbox.in(folder).local("go-middleware", "go");
        sandbox.write("stack.yaml", "functions: {pi-fast: {lang: go, handler: ./pi, image: pi}}\n")
                .write("pi/handler.go", "package function\n");
    }

    private Path engine(String cases) throws IOException {
        Path engine = Files.writeString(folder.resolve("engine"), ANSWERS.formatted(cases));
        assertThat(engine.toFile().setExecutable(true)).isTrue();
        return engine;
    }

    private Path state() {
        return folder.resolve("state");
    }

    private Shell.Result run(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("faastrace.cli.Main", "try"));
        command.addAll(List.of(arguments));
        Map<String, String> all = new java.util.HashMap<>(Map.of("XDG_STATE_HOME", state().toString()));
        all.putAll(environment);
        return Shell.of(command, sandbox.project(), all);
    }

    private void fails(Shell.Result result, String... texts) {
        assertThat(result.text()).contains(texts).doesNotContain("Exception", "\tat ");
        assertThat(result.code()).as(result.text()).isEqualTo(2);
        Path runs = state().resolve("faas-trace/try");
        assertThat(Sandbox.snapshot(runs).keySet().stream().filter(path -> !path.isEmpty()))
                .isEmpty();
    }

    @Test
    void aFunctionThatIsNotInTheStackIsUnknownAndOneLikeItSuggested() throws Exception {
        fails(
                run(Map.of(), "pi-fats"),
                "pi-fats: there is no such function in stack.yaml",
                "cure: did you mean pi-fast?");
        fails(run(Map.of(), "other"), "use one of pi-fast");
    }

    @Test
    void withoutAStackFileItSaysWhatToDo() throws Exception {
        Files.delete(sandbox.project().resolve("stack.yaml"));
        fails(run(Map.of(), "pi-fast"), "there is no stack file here", "--yaml");
    }

    @Test
    void withoutAnEngineItSaysWhichOnesItLooksFor() throws Exception {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        Files.createSymbolicLink(programs.resolve("sh"), Path.of("/bin/sh"));
        fails(
                run(Map.of("PATH", programs.toString()), "pi-fast"),
                "neither docker nor podman is installed on this machine",
                "--engine");
    }

    @Test
    void anEngineThatIsDownOrForbiddenIsShownInItsOwnWords() throws Exception {
        String down = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is it running?";
        Path engine = folder.resolve("docker");
        Files.writeString(engine, "#!/bin/sh\necho '" + down + "' >&2\nexit 1\n");
        assertThat(engine.toFile().setExecutable(true)).isTrue();
        fails(run(Map.of(), "pi-fast", "--engine", engine.toString()), down, "cure: start");
        String forbidden = "permission denied while trying to connect to the Docker daemon socket";
        Files.writeString(engine, "#!/bin/sh\necho '" + forbidden + "' >&2\nexit 1\n");
        fails(run(Map.of(), "pi-fast", "--engine", engine.toString()), forbidden, "sudo");
    }

    @Test
    void aCommandThatIsNoEngineIsNamedWithoutJavasOwnWords() throws Exception {
        fails(
                run(Map.of(), "pi-fast", "--engine", "no-such-engine"),
                "error: no-such-engine: there is no such command\n",
                "install it, or check PATH");
        fails(run(Map.of(), "pi-fast", "--engine", "/bin/true"), "/bin/true: does not respond like Docker or Podman");
        Path text = Files.writeString(folder.resolve("notes.txt"), "no program");
        fails(run(Map.of(), "pi-fast", "--engine", text.toString()), text + ": can't be executed");
    }

    @Test
    void aBuildThatFailsIsNamedWithItsLastLinesAndWhatItLeftIsRemoved() throws Exception {
        Path engine = engine("build) echo 'Step 1/9'; printf 'handler.go:7: \\033[31msyntax error\\n'; exit 3 ;;");
        fails(
                run(Map.of(), "pi-fast", "--engine", engine.toString()),
                "$ " + engine + " build --force-rm",
                "  Step 1/9",
                "handler.go:7: \uFFFD[31msyntax error",
                "build: failed with exit code 3",
                "cure: fix what the lines above report");
        assertThat(Files.readString(folder.resolve("engine.calls")))
                .contains("ps --all --quiet --filter label=faas-trace.try=")
                .contains("images --no-trunc --quiet --filter label=faas-trace.try=");
        assertThat(sandbox.project().resolve("stacks")).doesNotExist();
    }

    @Test
    void anImageThatCantBeHadPointsAtTheRegistry() throws Exception {
        Path engine = engine("build) echo 'Head \"https://ghcr.io/v2\": dial tcp: lookup ghcr.io'; exit 1 ;;");
        fails(run(Map.of(), "pi-fast", "--engine", engine.toString()), "that this machine can reach the registry");
    }

    @Test
    void optionsThatTheEngineDoesNotKnowAreToBeCorrected() throws Exception {
        Path engine = engine("run) echo 'unknown flag: --colour' >&2; exit 125 ;;");
        fails(
                run(Map.of(), "pi-fast", "--engine", engine.toString(), "--", "--colour", "red"),
                "--colour red faas-trace-try/pi-fast:",
                "unknown flag: --colour",
                "correct the options after --");
    }

    @Test
    void aContainerThatEndsIsNamedWithItsLog() throws Exception {
        Path engine = engine("""
                port) echo 127.0.0.1:1 ;;
                container) case $* in *Running*) echo false ;; *) echo 7 ;; esac ;;
                logs) echo 'no module named pandas' ;;
                """);
        fails(
                run(Map.of(), "pi-fast", "--engine", engine.toString()),
                "no module named pandas",
                "its container exited with code 7",
                "read its log above");
    }

    @Test
    void aPortThatIsNotPublishedIsExplained() throws Exception {
        Path engine = engine("port) exit 1 ;;");
        fails(
                run(Map.of(), "pi-fast", "--engine", engine.toString()),
                "the engine did not publish it on this machine",
                "-- --network host");
    }

    @Test
    void wrongOptionsAreRefusedBeforeAnythingIsDone() throws Exception {
        fails(run(Map.of(), "pi-fast", "--requests", "0"), "--requests 0: is out of bounds", "1 to 1000");
        fails(run(Map.of(), "pi-fast", "pi-slow"), "pi-slow: is one argument too many", "name one function");
        fails(run(Map.of(), "pi-fast", "--data", "nothing"), "nothing: there is no such file");
        fails(run(Map.of(), "pi-fast", "--data", "pi"), "pi: is a folder");
    }

    @Test
    void aHandlerWithALinkOutOfTheRepositoryIsNotBuilt() throws Exception {
        Files.createSymbolicLink(sandbox.project().resolve("pi/passwd"), Path.of("/etc/passwd"));
        fails(run(Map.of(), "pi-fast", "--engine", engine("").toString()), "leads out of the repository");
    }

    @Test
    void aTemplateThatIsRefusedIsNotBuilt() throws Exception {
        sandbox.write("template/go/Dockerfile", "FROM scratch\nCOPY handler /handler\nCMD [\"/handler\"]\n");
        fails(run(Map.of(), "pi-fast", "--engine", engine("").toString()), "template/go: it can't be traced");
    }
}
