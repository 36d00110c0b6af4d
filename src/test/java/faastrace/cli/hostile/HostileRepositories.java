package faastrace.cli.hostile;

import faastrace.cli.Sandbox;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Function repositories that can harm programs that read them carelessly. Each has exactly one fault. */
final class HostileRepositories {
    /** Adds a fault to a correct repository. */
    interface Harm {
        void into(Sandbox sandbox) throws IOException;
    }

    /**
     * A fault and the expected messages.
     *
     * @param named the text that patch and status must print, or empty if these commands ignore the fault
     * @param namedByPulls the text that a pull must print, or empty if a pull may ignore the fault
     */
    record Hostile(Harm harm, String named, String namedByPulls) {}

    private static final String OURS = ".faas-trace/";

    private final Map<String, Hostile> all = new LinkedHashMap<>();

    private HostileRepositories() {
        state();
        files();
        texts();
        settings();
        templates();
    }

    static Map<String, Hostile> all() {
        return new HostileRepositories().all;
    }

    private void add(String what, String named, Harm harm) {
        all.put(what, new Hostile(harm, named, ""));
    }

    private void addForPulls(String what, String named, Harm harm) {
        all.put(what, new Hostile(harm, named, named));
    }

    private void state() {
        add("a forged journal", OURS + "journal", s -> {
            s.write(OURS + "readme", "");
            try (DataOutputStream out = new DataOutputStream(
                    new GZIPOutputStream(Files.newOutputStream(s.project().resolve(OURS + "journal"))))) {
                out.writeUTF("faas-trace journal 1");
                out.writeUTF("0123-4567");
                out.writeInt(1);
                byte[] path = ".github/workflows/owned.yml".getBytes(StandardCharsets.US_ASCII);
                out.writeInt(path.length);
                out.write(path);
                out.writeBytes("nx");
                out.writeInt(1);
                out.writeBytes("x");
            }
        });
        add("a journal that unpacks without end", OURS + "journal", s -> {
            s.write(OURS + "readme", "");
            try (OutputStream out =
                    new GZIPOutputStream(Files.newOutputStream(s.project().resolve(OURS + "journal")))) {
                zeros(out, 500);
            }
        });
        add("originals that unpack without end", "before/template/go.zip", s -> {
            s.write(OURS + "before/template/readme", "");
            try (ZipOutputStream zip =
                    new ZipOutputStream(Files.newOutputStream(s.project().resolve(OURS + "before/template/go.zip")))) {
                zip.putNextEntry(new ZipEntry("before/Dockerfile"));
                zeros(zip, 500);
            }
        });
        add("originals in a million files", "before/template/go.zip", s -> {
            s.write(OURS + "before/template/readme", "");
            try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(
                    Files.newOutputStream(s.project().resolve(OURS + "before/template/go.zip"))))) {
                for (int i = 0; i < 200_000; i++) {
                    zip.putNextEntry(new ZipEntry("before/" + i));
                }
            }
        });
        Harm pull = s ->
                s.write(OURS + "pull-1/moving", "there\ngo\n").write(OURS + "pull-1/old/go/Dockerfile", "FROM owned\n");
        all.put("a forged pull", new Hostile(pull, "", OURS + "pull-1"));
        addForPulls(
                "a link for a folder of ours",
                ".faas-trace",
                s -> Files.createSymbolicLink(s.project().resolve(".faas-trace"), s.upstream()));
        addForPulls("a pipe for the lock of runs", "work.lock", s -> {
            s.write(OURS + "readme", "");
            pipe(s.project().resolve(OURS + "work.lock"));
        });
    }

    private void files() {
        for (String file : new String[] {
            "stack.yaml",
            "faas-trace.yaml",
            "faas-trace.lock",
            OURS + "journal",
            OURS + "before/template/go.zip",
            "template/go/Dockerfile",
            "template/go/template.yml"
        }) {
            add("endless " + file, file, s -> replaceByLink(s, file, "/dev/zero"));
            add("a pipe for " + file, file, s -> pipe(emptied(s, file)));
            add(
                    "a folder for " + file,
                    file.contains("Dockerfile") || file.contains("template.yml") ? "" : file,
                    s -> Files.createDirectory(emptied(s, file)));
        }
        add("notes without end", "", s -> replaceByLink(s, OURS + "settled", "/dev/zero"));
        add("a stack of the kernel's", "stack.yaml", s -> replaceByLink(s, "stack.yaml", "/proc/self/mem"));
        add("a template elsewhere", "template/go", s -> {
            Sandbox.delete(s.template("go"));
            Files.createSymbolicLink(s.template("go"), s.upstream().resolve("template/go"));
        });
        addForPulls("all templates elsewhere", "template", s -> {
            Sandbox.delete(s.project().resolve("template"));
            Files.createSymbolicLink(
                    s.project().resolve("template"), s.upstream().resolve("template"));
        });
        add("an endless file in a template", "", s -> replaceByLink(s, "template/go/data", "/dev/zero"));
        add("a template of 240 MiB", "", s -> sparse(s.template("go").resolve("data"), 240));
        add("a template of 300 MiB", "template/go", s -> sparse(s.template("go").resolve("data"), 300));
        add(
                "a Dockerfile of 200 MiB",
                "Dockerfile",
                s -> sparse(s.template("go").resolve("Dockerfile"), 200));
        add("very many files", "template/go", s -> {
            Path one = Files.writeString(s.template("go").resolve("one"), "");
            for (int i = 0; i < 100_001; i++) {
                Path folder = s.template("go").resolve("d" + i % 3);
                Files.createDirectories(folder);
                Files.createLink(folder.resolve("f" + i), i % 3 == 0 ? one : one);
                if (i % 30_000 == 29_999) {
                    one = Files.writeString(s.template("go").resolve("one" + i), "");
                }
            }
        });
    }

    private void texts() {
        String bomb = bomb();
        for (String file : new String[] {"stack.yaml", "faas-trace.yaml", "faas-trace.lock"}) {
            add("aliases in " + file, file, s -> s.write(file, bomb));
            add("depth in " + file, file, s -> s.write(file, "[".repeat(200_000)));
            add("5 MiB of " + file, file, s -> s.write(file, "# " + "a".repeat(5 << 20)));
        }
        add(
                "variables in variables",
                "stack.yaml",
                s -> s.write("stack.yaml", "functions: {f: {lang: '" + "${A:-".repeat(200_000) + "'}}\n"));
        add(
                "a source of schemes",
                "",
                s -> s.write(
                        "stack.yaml",
                        "functions: {f: {lang: go}}\nconfiguration: {templates: [{name: go, source: '"
                                + "://".repeat(300_000) + "'}]}\n"));
        add(
                "a source of schemes for what is missing",
                "x",
                s -> s.write(
                        "stack.yaml",
                        "functions: {f: {lang: x}}\nconfiguration: {templates: [{name: x, source: '"
                                + "://".repeat(300_000) + "'}]}\n"));
        add(
                "a lock with paths of others",
                "",
                s -> s.write(
                        "faas-trace.lock",
                        "version: 1\ntargets:\n  template/go:\n    level: process\n    files:\n      ../../outside:"
                                + " {after: '00'}\n      ../../../etc/passwd: {before: '00', after: '11'}\n"));
        add(
                "a function whose name leads out",
                "f/../../x",
                s -> s.write("stack.yaml", "functions: {'f/../../x': {lang: dockerfile, handler: ./f}}\n"));
        add("a function behind a link", "link", s -> {
            s.write("stack.yaml", "functions: {f: {lang: dockerfile, handler: ./link/template/go}}\n");
            s.write("faas-trace.lock", "version: 1\ntargets: {function/f: {level: process, files: {}}}\n");
            Files.createSymbolicLink(s.project().resolve("link"), s.upstream());
        });
    }

    private void settings() {
        add("overlays everywhere", "overlays", s -> s.write("faas-trace.yaml", "overlays: /\n"));
        add("overlays that are a pipe", "own", s -> {
            s.write("faas-trace.yaml", "overlays: own\n");
            pipe(s.project().resolve("own"));
        });
        add("overlays whose patterns never end", "", s -> {
            s.write("faas-trace.yaml", "overlays: own\n");
            for (int i = 0; i < 100; i++) {
                s.write(
                        "own/slow" + i + "/overlay.yml",
                        "version: 1\nkind: runtime\ndescription: x\nmatch: {command: '(a*)*(b*)*(.*)*=$'}\n");
            }
        });
        add(
                "an overlay of parentheses",
                "own/deep",
                s -> s.write("faas-trace.yaml", "overlays: own\n")
                        .write(
                                "own/deep/overlay.yml",
                                "version: 1\nkind: runtime\ndescription: x\nmatch: {command: '" + "(".repeat(300_000)
                                        + "'}\n"));
        add(
                "a template that never ends",
                "endless/a.ftl",
                s -> s.write("faas-trace.yaml", "overlays: own\n")
                        .write(
                                "own/endless/overlay.yml",
                                "version: 1\nkind: runtime\ndescription: x\nmatch: {mode: [http]}\nfiles: [{from: a.ftl, to: a}]\n")
                        .write("own/endless/a.ftl", "[#list 1.. as i][#list 1.. as j][/#list][/#list]"));
        add(
                "a setting that is a command",
                "faas-trace.yaml",
                s -> s.write("faas-trace.yaml", "name: \"\\e[2J$(touch owned)\"\n"));
    }

    private void templates() {
        add("a meta.json without end", "", s -> s.write("template/go/meta.json", "{\"a\":".repeat(100_000)));
        add(
                "ignore patterns without end",
                "",
                s -> s.write(
                        "template/go/.dockerignore",
                        ("*".repeat(60) + "a\n").repeat(2_000) + "**/".repeat(20_000) + "b\n"));
        add(
                "a name that is a command to the runner",
                "",
                s -> s.write("template/\u001b[2J##[error]owned/Dockerfile", "FROM x\n"));
        add(
                "hooks and a configuration of git",
                "",
                s -> s.write(".git/config", "[core]\nfsmonitor = touch owned\n")
                        .write(".git/hooks/post-checkout", "touch owned\n"));
    }

    private static void zeros(OutputStream out, int megabytes) throws IOException {
        byte[] zeros = new byte[1 << 20];
        for (int i = 0; i < megabytes; i++) {
            out.write(zeros);
        }
    }

    private static Path emptied(Sandbox sandbox, String path) throws IOException {
        Path file = sandbox.project().resolve(path);
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        return file;
    }

    private static void replaceByLink(Sandbox sandbox, String path, String target) throws IOException {
        Files.createSymbolicLink(emptied(sandbox, path), Path.of(target));
    }

    private static void pipe(Path file) {
        try {
            if (new ProcessBuilder("mkfifo", file.toString()).start().waitFor() != 0) {
                throw new IOException("mkfifo failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sparse(Path file, int megabytes) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength((long) megabytes << 20);
        }
    }

    private static String bomb() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            text.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        return text.toString();
    }
}
