package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Main;
import faastrace.cli.Sandbox;
import faastrace.rewrite.Soundness;
import faastrace.template.TemplateOnDisk;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the real program with SIGKILL at random moments. {@code -Dkills} sets the number of kills, and {@code
 * -Dkill.seed} the random seed.
 */
class KilledPatchIT {
    private static final int KILLS = Integer.getInteger("kills", 30);
    private static final long SEED = Long.getLong("kill.seed", 4141);
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final List<String> NAMES =
            IntStream.range(0, 12).mapToObj(i -> "t" + i).toList();

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);

    @Test
    void aKilledPatchLeavesSoundTemplatesAndIsFinishedByTheNext() throws Exception {
        Sandbox pristine = Sandbox.in(folder.resolve("pristine"));
        List<String> golden = Sandbox.golden();
        NAMES.forEach(name -> pristine.local(golden.get(NAMES.indexOf(name) % golden.size()), name));
        Sandbox patched = copy(pristine, "patched");
        long start = System.nanoTime();
        assertThat(start(patched).waitFor()).isZero();
        long whole = System.nanoTime() - start;

        int midway = 0;
        for (int kill = 0; kill < KILLS && System.nanoTime() - start < MOST_NANOS; kill++) {
            Sandbox sandbox = copy(pristine, "run");
            kill(start(sandbox), sandbox, whole, kill);
            midway += Files.exists(journal(sandbox)) ? 1 : 0;
            assertSound(pristine, sandbox, kill);
            assertThat(sandbox.run("patch").code()).isZero();
            assertThat(sandbox.templates()).as("kill " + kill).isEqualTo(patched.templates());
            assertThat(sandbox.run("revert").code()).isZero();
            assertThat(sandbox.templates()).as("kill " + kill).isEqualTo(pristine.templates());
            Sandbox.delete(folder.resolve("run"));
        }
        assertThat(midway).as("kills between the first and the last write").isPositive();
    }

    /**
     * Kills the process. Every second kill waits for the first write, because a run spends most of its time reading.
     */
    private void kill(Process process, Sandbox sandbox, long whole, int kill) throws Exception {
        if (kill % 2 == 0) {
            while (process.isAlive() && !Files.exists(journal(sandbox))) {
                Thread.onSpinWait();
            }
            sleep((long) (random.nextDouble() * 10_000_000));
        } else {
            sleep((long) (random.nextDouble() * whole));
        }
        process.destroyForcibly().waitFor();
    }

    private static void sleep(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos);
    }

    private static Path journal(Sandbox sandbox) {
        return sandbox.project().resolve(".faas-trace/journal");
    }

    private static void assertSound(Sandbox pristine, Sandbox sandbox, int kill) {
        for (String name : NAMES) {
            assertThat(Soundness.faults(
                            TemplateOnDisk.read(pristine.template(name), name),
                            TemplateOnDisk.read(sandbox.template(name), name)))
                    .as(name + " after kill " + kill)
                    .isEmpty();
        }
    }

    private Process start(Sandbox sandbox) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                absolute(System.getProperty("java.class.path")),
                Main.class.getName(),
                "patch");
        builder.environment().keySet().removeIf(key -> key.startsWith("FAAS_TRACE") || key.startsWith("OPENFAAS"));
        builder.redirectOutput(folder.resolve("out").toFile());
        builder.redirectErrorStream(true);
        return builder.directory(sandbox.project().toFile()).start();
    }

    private static String absolute(String classPath) {
        return String.join(
                File.pathSeparator,
                List.of(classPath.split(File.pathSeparator)).stream()
                        .map(part -> Path.of(part).toAbsolutePath().toString())
                        .toList());
    }

    private Sandbox copy(Sandbox from, String name) {
        Sandbox copy = Sandbox.in(folder.resolve(name));
        Sandbox.copy(from.project(), copy.project());
        return copy;
    }
}
