package faastrace.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import faastrace.patch.Content;
import faastrace.patch.FileChange;
import faastrace.patch.FileSteps;
import faastrace.patch.FolderWriter;
import faastrace.patch.Patch;
import faastrace.patch.RecoveryPolicy;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests a function repository that comes from somebody else and contains forged leftovers of killed commands. Commands
 * only finish what this user's own run left in this folder. They report all other leftovers and leave them alone.
 */
class ForgedLeftoversIT {
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

    private Sandbox.Result nothingIsHarmedBy(String... command) {
        Map<String, String> all = Sandbox.snapshot(sandbox.project());
        Map<String, String> others = Sandbox.snapshot(outside);
        Sandbox.Result result = sandbox.run(command);
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(Sandbox.snapshot(sandbox.project())).isEqualTo(all);
        assertThat(Sandbox.snapshot(outside)).isEqualTo(others);
        return result;
    }

    /** Writes a forged journal that would add a file. */
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
    @ValueSource(strings = {"owned.sh", ".github/workflows/a.yml", ".git/hooks/pre-commit", "../outside/a"})
    void aJournalThatCameAlongIsNamedAndNotCarriedOut(String path) throws IOException {
        journal("0123-4567", path);
        for (String command : List.of(
                "status",
                "patch",
                "patch --check",
                "patch --check --locked",
                "patch --dry-run",
                "patch --output out",
                "revert",
                "revert --dry-run")) {
            assertThat(nothingIsHarmedBy(command.split(" ")).err())
                    .contains(".faas-trace/journal", "come with the repository", "delete");
        }
    }

    @Test
    void neitherIsOneOfAnOutputFolder() throws IOException {
        journal("0123-4567", "owned.sh");
        Path output = Files.createDirectories(folder.resolve("output"));
        Files.move(own("journal"), output.resolve(".faas-trace-journal"));
        assertThat(nothingIsHarmedBy("patch", "--output", output.toString()).err())
                .contains(".faas-trace-journal", "come with the repository");
        assertThat(output.resolve("owned.sh")).doesNotExist();
    }

    /** The journal is trusted only in the repository where this user's run wrote it. */
    @Test
    void aCopyOfOurOwnJournalIsNoneOfOurs() throws IOException {
        Sandbox other = Sandbox.in(folder.resolve("other")).local("go-middleware", "go");
        FolderWriter writer = new FolderWriter(other.project(), talk -> {}, new FileSteps() {
            @Override
            public void written(String path) throws IOException {
                Files.copy(other.project().resolve(".faas-trace/journal"), own("journal"));
            }
        });
        Patch patch = Patch.of(List.of(new FileChange("a", null, Content.of("a"))));
        writer.alone(() -> {
            writer.apply(patch, RecoveryPolicy.FINISH);
            return null;
        });
        assertThat(other.project().resolve("a")).exists();
        assertThat(nothingIsHarmedBy("status").err()).contains("move it back");
        nothingIsHarmedBy("patch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"journal.part", "settled.part", "settled1.part", "settled"})
    void whatIsWrittenAnewIsNotWrittenThroughALink(String name) throws IOException {
        Files.createSymbolicLink(own(name), outside.resolve("mine-0"));
        Sandbox.Result result = sandbox.run("patch");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(outside.resolve("mine-0")).hasContent("mine\n");
        assertThat(Files.list(own("")).map(Path::getFileName).map(Path::toString))
                .containsOnly(".gitignore", "before", "readme", "settled", "work.lock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"journal", "work.lock", "before/template/go.zip", "before/template", "before"})
    void aLinkOrAPipeOrAFolderInPlaceOfAStateFileIsNamed(String name) throws Exception {
        Path file = own(name);
        Files.createDirectories(file.getParent());
        boolean isFolder = name.startsWith("before") && !name.endsWith(".zip");
        for (String kind : List.of("/dev/zero", "../nowhere", "pipe", isFolder ? "file" : "folder")) {
            switch (kind) {
                case "pipe" ->
                    assertThat(new ProcessBuilder("mkfifo", file.toString())
                                    .start()
                                    .waitFor())
                            .isZero();
                case "folder" -> Files.createDirectory(file);
                case "file" -> Files.createFile(file);
                default -> Files.createSymbolicLink(file, Path.of(kind));
            }
            for (String command : name.equals("work.lock") ? List.of("patch") : List.of("patch", "revert")) {
                assertThat(nothingIsHarmedByStaying(command).err()).as(kind).contains(".faas-trace/" + name);
            }
            Files.delete(file);
        }
    }

    /**
     * Like {@link #nothingIsHarmedBy}, but compares only the templates, because reading the other files might never
     * end.
     */
    private Sandbox.Result nothingIsHarmedByStaying(String command) {
        Map<String, String> templates = sandbox.templates();
        Sandbox.Result result = sandbox.run(command);
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(sandbox.templates()).isEqualTo(templates);
        return result;
    }

    /** Zeros compress to a thousandth of their size, so a small file can contain a huge one. */
    @Test
    void imagesThatUnpackWithoutEndAreNamed() throws IOException {
        Files.createDirectories(own("before/template"));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(own("before/template/go.zip")))) {
            zip.putNextEntry(new ZipEntry("before/Dockerfile"));
            for (int i = 0; i < 100; i++) {
                zip.write(new byte[1 << 20]);
            }
        }
        for (String command : List.of("patch", "revert", "status")) {
            assertThat(nothingIsHarmedBy(command).err()).contains("go.zip", "delete the file");
        }
    }

    @Test
    void imagesThatCameAlongAreBelievedOnlyWhereTheLockHasTheSameSums() throws IOException {
        Sandbox theirs = Sandbox.in(folder.resolve("theirs")).local("go-middleware", "go");
        theirs.write("template/go/Dockerfile", theirs.read("template/go/Dockerfile") + "RUN echo owned\n");
        assertThat(theirs.run("patch").code()).isZero();
        Files.createDirectories(own("before/template"));
        Files.copy(theirs.project().resolve(".faas-trace/before/template/go.zip"), own("before/template/go.zip"));
        for (String command : List.of("patch", "revert", "patch --check --locked")) {
            assertThat(nothingIsHarmedBy(command.split(" ")).err()).contains("go.zip", "faas-trace.lock");
        }
        Sandbox.copy(theirs.project(), sandbox.project());
        assertThat(sandbox.run("revert").code()).isZero();
        assertThat(sandbox.read("template/go/Dockerfile")).endsWith("RUN echo owned\n");
    }

    /** Tests a folder in which a run was killed before it wrote the lock, and which was moved afterwards. */
    @Test
    void whoeverFollowsTheAdviceOnForeignOriginalsGetsAPatchedTemplate() throws IOException {
        Sandbox moved = Sandbox.in(folder.resolve("moved")).local("go-middleware", "go");
        assertThat(moved.run("patch").code()).isZero();
        Files.delete(moved.project().resolve("faas-trace.lock"));
        Sandbox.copy(moved.project(), sandbox.stack("go").project());
        assertThat(nothingIsHarmedBy("patch").err())
                .contains("delete the file", "restore template/go", "or delete that folder and pull");
        Files.delete(own("before/template/go.zip"));
        Sandbox.delete(sandbox.project().resolve("template/go"));
        assertThat(sandbox.run("patch").out()).startsWith("patched").contains("go");
        assertThat(sandbox.run("patch", "--check").code()).isZero();
    }

    /**
     * A journal's id is part of the names of temporary files that are written and deleted. So the id must not contain a
     * path.
     */
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
