package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A function repository of somebody else's, which holds what a killed command would have left behind. Commands finish what
 * was left; that must lead neither out of the repository nor to what git runs.
 */
class ForgedLeftoversTest {
    private static final String HOOK = "#!/bin/sh\ntouch owned\n";

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private Path outside;

    @BeforeEach
    void aCheckout() throws IOException {
        sandbox = Sandbox.in(folder).local("go-middleware", "go").upstream("go-middleware", "go");
        sandbox.commit();
        sandbox.write(".git/hooks/readme", "git's own\n");
        outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("mine-0"), "mine\n");
        sandbox.write(".faas-trace/readme", "");
    }

    private Path own(String name) {
        return sandbox.project().resolve(".faas-trace").resolve(name);
    }

    private void nothingIsHarmedBy(String... command) {
        Map<String, String> git = Sandbox.snapshot(sandbox.project().resolve(".git"));
        Map<String, String> others = Sandbox.snapshot(outside);
        Sandbox.Result result = sandbox.run(command);
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(Sandbox.snapshot(sandbox.project().resolve(".git"))).isEqualTo(git);
        assertThat(Sandbox.snapshot(outside)).isEqualTo(others);
    }

    /** A journal that adds a file. */
    private void journal(String id, String path) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
            out.writeUTF("faas-trace journal 1");
            out.writeUTF(id);
            out.writeInt(1);
            for (String text : List.of(path, HOOK)) {
                out.writeInt(text.length());
                out.write(text.getBytes(StandardCharsets.US_ASCII));
                if (text.equals(path)) {
                    out.write("nx".getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
        Files.write(own("journal"), bytes.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {".git/hooks/pre-commit", ".GIT/hooks/pre-commit", "template/x/.git/config", "../outside/a"})
    void aJournalReachesNothingThatGitRuns(String path) throws IOException {
        for (String command : List.of("status", "patch", "revert")) {
            journal("0123-4567", path);
            nothingIsHarmedBy(command);
        }
    }

    /** The id is a part of the names of its temporary files, which are written and swept away. */
    @Test
    void aJournalsIdIsNoPath() throws IOException {
        Files.createDirectories(sandbox.project().resolve(".faas-trace-a"));
        journal("a/../../outside/mine", "harmless");
        nothingIsHarmedBy("status");
        nothingIsHarmedBy("patch", "--check");
    }

    private void pull(String names) throws IOException {
        sandbox.write(".faas-trace/pull-1/moving", "there\n" + names + "\n");
        sandbox.write(".faas-trace/pull-1/old/hooks/pre-commit", HOOK);
        Files.createDirectories(own("pull-1/new"));
    }

    @Test
    void aPullThatWasNeverMadeIsNotTakenBackIntoGitsFolder() throws IOException {
        Sandbox.delete(sandbox.project().resolve("template"));
        Files.createSymbolicLink(sandbox.project().resolve("template"), Path.of(".git"));
        pull("hooks");
        nothingIsHarmedBy("template", "pull", sandbox.upstream().toString());
    }

    @Test
    void norThroughALinkWithinTheTemplates() throws IOException {
        Files.createSymbolicLink(sandbox.project().resolve("template/a"), Path.of("../.git"));
        pull("a/hooks");
        sandbox.write(".faas-trace/pull-1/old/a/hooks/pre-commit", HOOK);
        Files.createDirectories(own("pull-1/new/a"));
        nothingIsHarmedBy("template", "pull", sandbox.upstream().toString());
    }

    @Test
    void norDoesItMoveAnythingOut() throws IOException {
        pull("go");
        Files.delete(own("pull-1/new"));
        Files.createSymbolicLink(own("pull-1/new"), outside);
        nothingIsHarmedBy("template", "pull", sandbox.upstream().toString());
    }

    @Test
    void norIn() throws IOException {
        pull("mine-0");
        Sandbox.delete(own("pull-1/old"));
        Files.createSymbolicLink(own("pull-1/old"), outside);
        nothingIsHarmedBy("template", "pull", sandbox.upstream().toString());
    }

    @Test
    void aLockThatIsALinkMakesNoFileElsewhere() throws IOException {
        Files.createSymbolicLink(own("work.lock"), outside.resolve("made"));
        nothingIsHarmedBy("patch");
    }
}
