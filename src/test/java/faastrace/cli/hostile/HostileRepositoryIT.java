package faastrace.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import faastrace.Means;
import faastrace.cli.Main;
import faastrace.cli.Sandbox;
import faastrace.cli.terminal.ExitCodes;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs commands on hostile repositories in a process with little memory. Each command must end, change nothing and name
 * the faulty file. A command that does not end is killed, and the test fails.
 */
class HostileRepositoryIT {
    /** The time limit for each command. It is much longer than any command takes, even on a busy machine. */
    private static final int MOST_SECONDS = 100;

    private static final String HEAP = "-Xmx150m";

    @TempDir
    Path folder;

    @Test
    void commandsThatLookEndChangeNothingAndNameTheFile() throws Exception {
        Means.require("mkfifo");
        Map<String, HostileRepositories.Hostile> all = HostileRepositories.all();
        Map<String, Sandbox> sandboxes = new TreeMap<>();
        Map<String, Map<String, String>> before = new TreeMap<>();
        for (Map.Entry<String, HostileRepositories.Hostile> one : all.entrySet()) {
            Sandbox sandbox = sound("r" + sandboxes.size());
            one.getValue().harm().into(sandbox);
            sandboxes.put(one.getKey(), sandbox);
            before.put(one.getKey(), snapshot(sandbox));
        }
        List<String> faults = new ArrayList<>();
        try (Child child = new Child()) {
            for (Map.Entry<String, HostileRepositories.Hostile> one : all.entrySet()) {
                Sandbox sandbox = sandboxes.get(one.getKey());
                for (String line : List.of("patch --check --locked", "status", "revert --dry-run")) {
                    Sandbox.Result result = child.run(one.getKey(), sandbox, line);
                    boolean named = line.startsWith("revert")
                            || result.err()
                                    .concat(result.out())
                                    .contains(one.getValue().named());
                    if (result.code() > 2
                            || !named
                            || result.err().contains("\u001b")
                            || result.err().contains("\tat ")) {
                        faults.add(one.getKey() + ": " + line + " → " + result.code() + "\n" + shortened(result.err()));
                    }
                    if (!snapshot(sandbox).equals(before.get(one.getKey()))) {
                        faults.add(one.getKey() + ": " + line + " wrote something");
                    }
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void aPullWritesTemplatesOrNothingAndNamesTheFile() throws Exception {
        Means.require("mkfifo");
        List<String> faults = new ArrayList<>();
        try (Child child = new Child()) {
            int count = 0;
            for (Map.Entry<String, HostileRepositories.Hostile> one :
                    HostileRepositories.all().entrySet()) {
                if (one.getKey().contains("MiB") || one.getKey().contains("very many")) {
                    continue; // a pull ignores files that it does not write
                }
                Sandbox sandbox = sound("p" + count++);
                sandbox.commit();
                one.getValue().harm().into(sandbox);
                Map<String, String> before = snapshot(sandbox);
                Sandbox.Result result = child.run(one.getKey(), sandbox, "template pull " + sandbox.upstream());
                Map<String, String> after = snapshot(sandbox);
                if (result.code() == 0 || one.getValue().namedByPulls().isEmpty()) {
                    before.keySet().removeIf(HostileRepositoryIT::mayBePulled);
                    after.keySet().removeIf(HostileRepositoryIT::mayBePulled);
                }
                String named = one.getValue().namedByPulls();
                boolean refused = result.code() == 2 && result.err().contains(named);
                if (result.code() > 2 || !named.isEmpty() && !refused || !after.equals(before)) {
                    faults.add(one.getKey() + " → " + result.code() + "\n" + shortened(result.err()));
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    private static boolean mayBePulled(String path) {
        return path.equals("project") || path.startsWith("project/template") || path.startsWith("project/.faas-trace");
    }

    private static String shortened(String text) {
        return text.length() > 600 ? text.substring(0, 600) + "…" : text;
    }

    /** A correct function repository. Its template is also in the template repository. */
    private Sandbox sound(String name) {
        return Sandbox.in(folder.resolve(name))
                .local("go-middleware", "go")
                .upstream("go-middleware", "go")
                .write("stack.yaml", "functions: {f: {lang: go, handler: ./f}}\n");
    }

    /**
     * All files with their sizes and times. Does not read them, because reading some of them never ends. Skips the
     * folders of the template repository.
     */
    private static Map<String, String> snapshot(Sandbox sandbox) throws IOException {
        Path top = sandbox.project().getParent();
        Map<String, String> found = new TreeMap<>();
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                found.put(top.relativize(path).toString(), "folder");
                return path.getParent().getFileName().toString().equals("upstream")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                found.put(
                        top.relativize(path).toString(),
                        attributes.isSymbolicLink()
                                ? "link " + Files.readSymbolicLink(path)
                                : attributes.size() + " " + attributes.lastModifiedTime());
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    /** A separate faas-trace process. It reads commands from its input, one per line. */
    private static final class Child implements AutoCloseable {
        private final Process process;
        private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(10);

        Child() throws IOException {
            String classPath = String.join(
                    File.pathSeparator,
                    Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                            .map(part -> Path.of(part).toAbsolutePath().toString())
                            .toList());
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    HEAP,
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classPath,
                    Runs.class.getName());
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            process = builder.start();
            Thread reader = new Thread(this::read, "answers");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    answers.add(line);
                }
            } catch (IOException ended) {
                // run() reports the missing response.
            }
        }

        Sandbox.Result run(String what, Sandbox sandbox, String line) throws Exception {
            Path said = Files.createTempFile(sandbox.project().getParent().getParent(), "said", "");
            process.outputWriter().write(sandbox.project() + "\t" + said + "\t" + line + "\n");
            process.outputWriter().flush();
            String code = answers.poll(MOST_SECONDS, TimeUnit.SECONDS);
            if (code == null) {
                fail(line + " in " + what + " took more than " + MOST_SECONDS + " s, or ended the process");
            }
            return new Sandbox.Result(Integer.parseInt(code), "", Files.readString(said));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** Reads command lines from the input, runs each of them and prints its exit code. */
    static final class Runs {
        public static void main(String[] args) throws IOException {
            PrintWriter answers = new PrintWriter(System.out, true);
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String[] parts = line.split("\t");
                    StringWriter said = new StringWriter();
                    int code = run(Path.of(parts[0]), said, parts[2].split(" "));
                    Files.writeString(Path.of(parts[1]), said.toString());
                    answers.println(code);
                }
            }
        }

        private static int run(Path project, StringWriter said, String... words) {
            try {
                PrintWriter both = new PrintWriter(said);
                return Main.run(project, both, both, words);
            } catch (Error memoryOrStack) {
                said.write(memoryOrStack.toString());
                return ExitCodes.BUG;
            }
        }
    }
}
