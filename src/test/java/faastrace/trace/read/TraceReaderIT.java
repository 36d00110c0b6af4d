package faastrace.trace.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.trace.Selection;
import faastrace.trace.Skipped;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import faastrace.trace.write.FoldedStacks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TraceReaderIT {
    private static final int MUTATIONS = 2000;
    private static final int SMALL = 40_000;

    @Test
    void piecesOfAnySizeReadByAnyNumberGiveTheSame() throws IOException {
        String text = text(1500);
        for (String variation : new String[] {text, text.replace("\n", "\r\n"), text.replace("\n\n", "\n")}) {
            String whole = fold(variation.getBytes(UTF_8), 1, 1 << 22);
            assertThat(whole.lines().count()).isGreaterThan(50);
            for (int size : new int[] {SMALL, SMALL + 1, SMALL + 77, 100_003}) {
                assertThat(fold(variation.getBytes(UTF_8), 3, size)).isEqualTo(whole);
            }
        }
    }

    @Test
    void samplesStayInTheOrderOfTheText() throws IOException {
        TraceReader reader = TraceReader.inPieces(true, 3, SMALL);
        reader.add(new ByteArrayInputStream(text(1500).getBytes(UTF_8)));
        Trace trace = reader.trace();
        assertThat(trace.size()).isEqualTo(1500);
        for (int row = 1; row < trace.size(); row++) {
            assertThat(trace.nanos(row)).isGreaterThan(trace.nanos(row - 1));
        }
    }

    @Test
    void theHeadMayBeLongerThanAPiece() throws IOException {
        String head = "# faas-trace 1\n"
                + "# faas-trace invocation id=a start=1.0 end=2.0 pid=1 tid=1 overlap=0\n".repeat(2000);
        TraceReader reader = TraceReader.inPieces(true, 2, SMALL);
        ReadResult reading = reader.add(new ByteArrayInputStream((head + text(1000)).getBytes(UTF_8)));
        assertThat(reading.head().invocations()).hasSize(2000);
        assertThat(reading.samples()).isEqualTo(1000);
        assertThat(reading.skipped().comments()).isEqualTo(2001);
    }

    @Test
    void aLineLongerThanAPieceIsCutAndCounted() throws IOException {
        String text = "app 1 7.5: 1 c:\n\t7f " + "x".repeat(3 * SMALL) + " (/a)\n\t7f g (/a)\n\n" + text(500);
        TraceReader reader = TraceReader.inPieces(true, 2, SMALL);
        ReadResult reading = reader.add(new ByteArrayInputStream(text.getBytes(UTF_8)));
        assertThat(reading.samples()).isEqualTo(501);
        assertThat(reading.skipped().cut()).isEqualTo(1);
    }

    @Test
    void theRestOfALongLineIsSkippedInBlocks() throws IOException {
        String text = "x".repeat(20_000_000) + "\n" + text(500);
        AtomicInteger blocks = new AtomicInteger();
        TraceReader reader = TraceReader.ofSamples(1);
        ReadResult reading = reader.add(
                new ByteArrayInputStream(PerfScriptFixture.gzip(text.getBytes(UTF_8))), blocks::incrementAndGet);
        assertThat(reading.samples()).isEqualTo(500);
        assertThat(reading.skipped().cut() + reading.skipped().strange()).isPositive();
        assertThat(blocks).hasValueLessThan(5000);
    }

    @Test
    void thePaceCanEndTheReadingInTheMiddleOfALongLine() throws IOException {
        byte[] bomb = PerfScriptFixture.gzip("x".repeat(20_000_000).getBytes(UTF_8));
        AtomicInteger blocks = new AtomicInteger();
        TraceReader reader = TraceReader.ofSamples(1);
        assertThatThrownBy(() -> reader.add(new ByteArrayInputStream(bomb), () -> {
                    if (blocks.incrementAndGet() == 20) {
                        throw new IOException("too slow");
                    }
                }))
                .hasMessage("too slow");
    }

    @Test
    void mutatedTracesNeverFailAndSayWhatWasSkipped() throws IOException {
        byte[] text = text(200).getBytes(UTF_8);
        byte[] packed = PerfScriptFixture.gzip(text);
        Random random = new Random(7);
        long skipped = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = mutate(i % 4 == 0 ? packed : text, random);
            TraceReader reader = TraceReader.inPieces(i % 2 == 0, 2, SMALL);
            ReadResult reading = reader.add(new ByteArrayInputStream(mutated));
            Skipped left = reading.skipped();
            skipped += left.strange() + left.cut() + left.truncatedSamples() + (left.broken() ? 1 : 0);
            assertThat(reading.samples()).isBetween(0L, 1000L * SMALL);
            FoldedStacks.of(reader.trace(), Selection.ALL, Weight.period).print(new ByteArrayOutputStream());
        }
        assertThat(skipped).isGreaterThan(MUTATIONS / 2);
    }

    /**
     * Returns a damaged copy of a text: truncates it, flips some bits, moves a part elsewhere, or overwrites a part
     * with random bytes.
     */
    static byte[] mutate(byte[] text, Random random) {
        byte[] mutated = text.clone();
        int from = random.nextInt(text.length);
        int length = random.nextInt(Math.min(2000, text.length - from));
        switch (random.nextInt(4)) {
            case 0 -> mutated = Arrays.copyOf(mutated, from);
            case 1 -> {
                for (int i = 0; i < 20; i++) {
                    mutated[random.nextInt(text.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 2 -> System.arraycopy(text, from, mutated, random.nextInt(text.length - length), length);
            default -> {
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, mutated, from, length);
            }
        }
        return mutated;
    }

    private static String fold(byte[] text, int workers, int size) throws IOException {
        TraceReader reader = TraceReader.inPieces(false, workers, size);
        ReadResult reading = reader.add(new ByteArrayInputStream(text));
        assertThat(reading.skipped().lossy()).isFalse();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FoldedStacks.of(reader.trace(), Selection.ALL, Weight.samples).print(out);
        return out.toString(ISO_8859_1);
    }

    static String text(int samples) {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < samples; i++) {
            text.append("app ").append(7 + i % 3).append("/8 [000] ").append(i / 100);
            text.append(String.format(".%06d: 1 cpu-clock:u: \n", i % 100 * 10_000));
            int depth = 1 + random.nextInt(6);
            for (int frame = 0; frame < depth; frame++) {
                text.append(String.format("\t%16x f%d+0x%x (/usr/bin/app)\n", i, random.nextInt(5), i % 50));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
