package faastrace.collector.index;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.invocation.MeasuredInvocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Checks that an index that was damaged, or copied while it was written, never shows anything wrong. */
class DamagedIndexTest extends InvocationIndexFixture {
    /** A copy that is made while the index is written is what a killed collector leaves behind, or worse. */
    @Test
    void aCopyOfAnyMomentHoldsOnlyTruth() throws Exception {
        int copies = 100;
        Random random = new Random(5);
        Path copied = Files.createDirectory(directory.resolve("copies"));
        try (InvocationIndex index = open()) {
            Thread copier = new Thread(() -> {
                for (int i = 0; i < copies; i++) {
                    copy(copied.resolve("" + i));
                }
            });
            copier.start();
            for (int i = 1; copier.isAlive(); i++) {
                index.add(trace("pi", i % 500), COUNTS, invocations(i % 500, 5));
                if (random.nextInt(20) == 0) {
                    index.flush();
                }
            }
            copier.join();
        }
        for (int i = 0; i < copies; i++) {
            holdsOnlyTruth(copied.resolve("" + i));
        }
    }

    @Test
    void damageAtAnyPlaceIsNoticedOrHarmless() throws Exception {
        try (InvocationIndex index = open()) {
            for (int i = 1; i < 200; i++) {
                index.add(trace("pi", i), COUNTS, invocations(i, 5));
            }
        }
        Random random = new Random(6);
        int noticed = 0;
        for (int i = 0; i < 100; i++) {
            Path copy = directory.resolve("damaged" + i);
            copy(copy);
            Path file = copy.resolve(".index1.db");
            try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
                long size = Files.size(file);
                if (i % 5 == 0) {
                    channel.truncate(random.nextLong(size));
                }
                byte[] garbage = new byte[1 + random.nextInt(300)];
                random.nextBytes(garbage);
                channel.position(random.nextLong(size)).write(ByteBuffer.wrap(garbage));
            }
            noticed += holdsOnlyTruth(copy) ? 0 : 1;
        }
        assertThat(noticed).isPositive();
    }

    /** Returns whether the index is complete. If damage is noticed, the index must be empty and usable. */
    private boolean holdsOnlyTruth(Path copy) throws IOException {
        try (InvocationIndex index = InvocationIndex.open(copy, said::add)) {
            Map<IndexedTrace, List<MeasuredInvocation>> content;
            try {
                index.check();
                content = content(index, "pi");
            } catch (IndexUnavailable noticed) {
                assertThat(index.generation()).isGreaterThan(1);
                content = content(index, "pi");
                assertThat(content).isEmpty();
            }
            content.forEach((trace, invocations) -> {
                int number = Integer.parseInt(trace.file().split("\\.")[0]);
                assertThat(trace).isEqualTo(trace("pi", number));
                assertThat(invocations).isEqualTo(invocations(number, 5));
            });
            index.add(trace("new", 1), COUNTS, invocations(1, 2));
            index.flush();
            assertThat(content(index, "new")).hasSize(1);
            return content.size() == 199;
        }
    }

    private void copy(Path target) {
        try {
            Files.createDirectory(target);
            for (String name : List.of(".index1.db", ".index1.db-wal")) {
                if (Files.exists(directory.resolve(name))) {
                    Files.copy(directory.resolve(name), target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
