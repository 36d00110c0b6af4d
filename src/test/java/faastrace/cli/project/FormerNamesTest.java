package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that a renamed overlay can still be used by its former name. */
class FormerNamesTest {
    private static final String NAME = "python-debian";
    private static final String FORMER = "python-wsgi";
    private static final String PRESENT = "python-http";

    @TempDir
    Path folder;

    @Test
    void ejectGivesTheRenamedOverlay() {
        Path to = folder.resolve("mine");
        Sandbox.Result result = Sandbox.in(folder).run("overlay", "eject", FORMER, "--to", to.toString());
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo(to.resolve(PRESENT) + "\n");
        assertThat(to.resolve(PRESENT).resolve("overlay.yml")).exists();
    }

    /** Otherwise, an overlay that was ejected before the renaming would match in addition to the built-in one. */
    @Test
    void aFolderOfTheFormerNameStillTakesThePlaceOfTheBuiltInOne() throws IOException {
        Sandbox sandbox = withOwn(FORMER);
        assertThat(sandbox.run("patch").code()).isZero();
        assertThat(sandbox.read("faas-trace.lock")).contains(FORMER).doesNotContain(PRESENT);
        assertThat(sandbox.read("template/" + NAME + "/faas-trace/mine")).isEqualTo("# mine\n");
    }

    @Test
    void statusComparesItWithTheOneOfTheFormerNameInTheLock() throws IOException {
        Sandbox sandbox = withOwn(FORMER);
        sandbox.run("patch");
        Files.delete(sandbox.project().resolve("faas-trace.yaml"));
        String said = sandbox.run("status").out();
        assertThat(said).containsPattern("overlay " + PRESENT + " was '[0-9a-f]{12}', now '[0-9a-f]{12}'");
        assertThat(said).doesNotContain("now ''").doesNotContain("was ''");
    }

    private Sandbox withOwn(String name) throws IOException {
        Sandbox sandbox = Sandbox.in(folder).upstream(NAME, NAME).stack(NAME);
        sandbox.commit();
        Path own = sandbox.project().resolve("overlays").resolve(name);
        Sandbox.copy(Path.of("template-overlays").resolve(PRESENT), own);
        Path overlay = own.resolve("overlay.yml");
        Files.writeString(overlay, Files.readString(overlay) + "files:\n  - {from: mine, to: faas-trace/mine}\n");
        Files.writeString(own.resolve("mine"), "# mine\n");
        return sandbox.write("faas-trace.yaml", "overlays: overlays\n");
    }
}
