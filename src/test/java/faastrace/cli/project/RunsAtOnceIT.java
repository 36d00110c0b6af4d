package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Main;
import faastrace.cli.Sandbox;
import faastrace.files.WorkLock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs several commands in one function repository at once. Each command waits for the previous one and ends as if it
 * had run alone.
 */
@Timeout(120)
class RunsAtOnceIT {
    private static final String[] NAMES = {"python-debian", "go-middleware", "node-early-user", "streaming-allow-list"};

    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void templatesUpstream() {
        sandbox = Sandbox.in(folder.resolve("one")).upstreamAndStack(NAMES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"patch", "patch --check", "patch --dry-run", "revert", "status", "template pull stack"})
    void aCommandSaysThatItWaitsAndThenDoesItsWork(String line) throws Exception {
        assertThat(sandbox.run("patch", "--window", "7").code()).isZero();
        StringWriter err = new StringWriter();
        CompletableFuture<Integer> code;
        try (WorkLock held = WorkLock.exclusive(sandbox.project(), waiting -> {})) {
            assertThat(held).isNotNull();
            code = CompletableFuture.supplyAsync(() -> Main.run(
                    sandbox.project(), new PrintWriter(new StringWriter()), new PrintWriter(err), line.split(" ")));
            while (!err.toString().contains("Waiting for another faas-trace")) {
                assertThat(code).as(err.toString()).isNotDone();
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
        assertThat(code.get()).as(err.toString()).isIn(0, 1);
        assertThat(err.toString()).doesNotContain("error:", "move it out of the way");
    }

    @Test
    void copiesWaitForWhoeverWritesToTheirFolder() throws Exception {
        Path output = folder.resolve("output");
        StringWriter err = new StringWriter();
        CompletableFuture<Integer> code;
        assertThat(sandbox.run("template", "pull", "stack").code()).isZero();
        try (WorkLock held = WorkLock.exclusive(output, waiting -> {})) {
            assertThat(held).isNotNull();
            code = CompletableFuture.supplyAsync(() -> Main.run(
                    sandbox.project(),
                    new PrintWriter(new StringWriter()),
                    new PrintWriter(err),
                    "patch",
                    "--output",
                    output.toString()));
            while (!err.toString().contains("Waiting for another faas-trace")) {
                assertThat(code).as(err.toString()).isNotDone();
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
        assertThat(code.get()).as(err.toString()).isZero();
        assertThat(output.resolve("template")).isNotEmptyDirectory();
    }

    @Test
    void copiesWrittenAtOnceAllSucceedAndLeaveWhatOneLeaves() throws Exception {
        assertThat(sandbox.run("template", "pull", "stack").code()).isZero();
        assertThat(sandbox.run("patch", "--output", "alone").code()).isZero();
        String[] lines = new String[5];
        Arrays.fill(lines, "patch --output together");
        atOnce(lines);
        assertThat(Sandbox.snapshot(sandbox.project().resolve("together")))
                .isEqualTo(Sandbox.snapshot(sandbox.project().resolve("alone")));
        lines[2] = lines[4] = "patch --window 7 --output together";
        atOnce(lines);
        assertThat(sandbox.project().resolve("together/.faas-trace/journal")).doesNotExist();
        assertThat(sandbox.run("patch", "--output", "together").code()).isZero();
        assertThat(Sandbox.snapshot(sandbox.project().resolve("together")))
                .isEqualTo(Sandbox.snapshot(sandbox.project().resolve("alone")));
    }

    @Test
    void manyPatchesAtOnceAllSucceedAndLeaveWhatOneLeaves() throws Exception {
        Sandbox alone = Sandbox.in(folder.resolve("alone"));
        Sandbox.copy(sandbox.project(), alone.project());
        assertThat(alone.run("patch").code()).isZero();
        atOnce("patch", "patch", "patch", "patch", "template pull stack", "patch");
        assertThat(sandbox.run("patch").code()).isZero();
        assertThat(sandbox.templates()).isEqualTo(alone.templates());
        assertThat(sandbox.read("faas-trace.lock")).isEqualTo(alone.read("faas-trace.lock"));
        atOnce("revert", "patch", "revert", "status", "patch --window 7");
        assertThat(sandbox.run("patch").code()).isZero();
        assertThat(sandbox.templates()).isEqualTo(alone.templates());
    }

    @Test
    void aFolderThatIsReplacedWhileItIsReadIsReadAgain() throws Exception {
        assertThat(sandbox.run("template", "pull", "stack").code()).isZero();
        Path template = sandbox.template("go-middleware");
        Path aside = folder.resolve("aside");
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> replacing = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                assertThat(template.toFile().renameTo(aside.toFile())).isTrue();
                assertThat(aside.toFile().renameTo(template.toFile())).isTrue();
            }
        });
        try {
            for (int i = 0; i < 100; i++) {
                assertThat(sandbox.run("status").err()).doesNotContain("no such file");
            }
        } finally {
            done.set(true);
            replacing.get();
        }
    }

    private void atOnce(String... lines) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(lines.length);
        try {
            List<Callable<Sandbox.Result>> runs = new ArrayList<>();
            for (String line : lines) {
                runs.add(() -> sandbox.run(line.split(" ")));
            }
            int i = 0;
            for (Future<Sandbox.Result> run : threads.invokeAll(runs)) {
                assertThat(run.get().code())
                        .as(lines[i++] + "\n" + run.get().err())
                        .isZero();
            }
        } finally {
            threads.shutdown();
        }
    }
}
