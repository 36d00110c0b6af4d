package faastrace.trace.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Selection;
import faastrace.trace.Skipped;
import faastrace.trace.Weight;
import faastrace.trace.write.FoldedStacks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reads all kinds of traces in a separate virtual machine with a small heap. */
class BoundedMemoryIT {
    private static final int MUTATIONS = 2000;
    private static final int MEGA = 1_000_000;
    private static final int ALIKE = 2 * MEGA;

    @TempDir
    Path directory;

    /** Writes a test input of any length. */
    @FunctionalInterface
    private interface Text {
        void write(OutputStream out) throws IOException;
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void aSmallHeapIsEnough() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BoundedMemoryIT.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        try {
            assertThat(process.waitFor(9, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(directory.resolve("out")).content().isEqualTo("done\n");
    }

    /** The main method of the other virtual machine. Prints all failures. */
    public static void main(String[] arguments) throws Exception {
        mutations();
        expect(read(BoundedMemoryIT::names).leftOut() > 0, "names that all differ find an end");
        expect(read(BoundedMemoryIT::stacks).leftOut() > 0, "stacks that all differ find an end");
        expect(read(out -> fill(out, (byte) 'x', 100 * MEGA)).cut() > 0, "a line of 100 MB is cut");
        expect(read(gzip(out -> fill(out, (byte) '\n', 200 * MEGA))).strange() == 0, "packed emptiness is passed over");
        expect(read(gzip(out -> fill(out, (byte) 'x', 200 * MEGA))).cut() > 0, "a packed line of 200 MB is cut");
        expect(read(BoundedMemoryIT::overlapping).crowded() > 0, "invocations that all overlap find an end");
        expect(read(gzip(BoundedMemoryIT::longIds)).headLines() > 0, "long ids find an end");
        expect(read(gzip(BoundedMemoryIT::children)).headLines() > 0, "children find an end");
        expect(counted(BoundedMemoryIT::alike) == ALIKE, "samples that are alike are counted");
        System.out.println("done");
    }

    private static void expect(boolean holds, String what) {
        if (!holds) {
            System.out.println("not so: " + what);
        }
    }

    private static void mutations() throws IOException {
        byte[] text = TraceReaderIT.text(200).getBytes(UTF_8);
        Random random = new Random(11);
        for (int i = 0; i < MUTATIONS; i++) {
            fold(new ByteArrayInputStream(TraceReaderIT.mutate(text, random)));
        }
    }

    private static void names(OutputStream out) throws IOException {
        for (int i = 0; i < 300_000; i++) {
            String sample = "app" + i + " 7/8 [000] 1.0: 1 cpu:\n\t7f " + "name".repeat(20) + i + " (/a)\n\n";
            out.write(sample.getBytes(UTF_8));
        }
    }

    private static void stacks(OutputStream out) throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < 200_000; i++) {
            StringBuilder sample = new StringBuilder("app 7/8 [000] 1.0: 1 cpu:\n");
            for (int depth = 0; depth < 30; depth++) {
                sample.append("\t7f f").append(random.nextInt(1000)).append(" (/a)\n");
            }
            out.write(sample.append('\n').toString().getBytes(UTF_8));
        }
    }

    /** Each sample belongs to more invocations than the one before. */
    private static void overlapping(OutputStream out) throws IOException {
        out.write("# faas-trace 1\n".getBytes(UTF_8));
        for (int i = 0; i < 30_000; i++) {
            String call = "# faas-trace invocation id=%d start=%d.%09d end=9999.0 pid=7 tid=8 overlap=1\n";
            out.write(String.format(Locale.ROOT, call, i, 1 + i / 1000, i % 1000 * 1_000_000)
                    .getBytes(UTF_8));
        }
        for (int i = 0; i < 5000; i++) {
            String sample = "app 7/8 [000] %d.%06d: 1 cpu:\n\t7f f (/a)\n\n";
            out.write(String.format(Locale.ROOT, sample, 20 + i / 500, i % 500 * 2000 + 500)
                    .getBytes(UTF_8));
        }
    }

    private static void longIds(OutputStream out) throws IOException {
        byte[] line = ("# faas-trace invocation start=1.0 end=2.0 id=" + "a".repeat(120_000) + "\n").getBytes(UTF_8);
        for (int i = 0; i < 2000; i++) {
            out.write(line);
        }
    }

    private static void children(OutputStream out) throws IOException {
        String children =
                IntStream.range(10_000, 20_000).mapToObj(String::valueOf).collect(Collectors.joining("+"));
        byte[] line = ("# faas-trace invocation id=a start=1.0 end=2.0 children=" + children + "\n").getBytes(UTF_8);
        for (int i = 0; i < 2000; i++) {
            out.write(line);
        }
    }

    private static void alike(OutputStream out) throws IOException {
        out.write("# faas-trace invocation id=a start=1.0 end=2.0\n".getBytes(UTF_8));
        byte[] samples =
                "app 7/8 [000] 1.5: 1 cpu:\n\t7f f (/a)\n\n".repeat(1000).getBytes(UTF_8);
        for (int i = 0; i < ALIKE / 1000; i++) {
            out.write(samples);
        }
    }

    private static long counted(Text text) throws IOException {
        return CountedInvocations.of(piped(text)).invocations().get(0).samples();
    }

    private static void fill(OutputStream out, byte value, int count) throws IOException {
        byte[] piece = new byte[MEGA];
        Arrays.fill(piece, value);
        for (int i = 0; i < count / MEGA; i++) {
            out.write(piece);
        }
    }

    private static Text gzip(Text text) {
        return out -> {
            GZIPOutputStream packed = new GZIPOutputStream(out);
            text.write(packed);
            packed.finish();
        };
    }

    private static Skipped read(Text text) throws IOException {
        return fold(piped(text));
    }

    private static InputStream piped(Text text) throws IOException {
        PipedInputStream in = new PipedInputStream(1 << 16);
        PipedOutputStream out = new PipedOutputStream(in);
        Thread writer = new Thread(() -> {
            try (out) {
                text.write(out);
            } catch (IOException e) {
                System.out.println(e);
            }
        });
        writer.start();
        return in;
    }

    private static Skipped fold(InputStream in) throws IOException {
        TraceReader reader = TraceReader.inPieces(false, 2, Chunk.SIZE);
        Skipped skipped = reader.add(in).skipped();
        FoldedStacks.of(reader.trace(), Selection.ALL, Weight.period).print(OutputStream.nullOutputStream());
        return skipped;
    }
}
