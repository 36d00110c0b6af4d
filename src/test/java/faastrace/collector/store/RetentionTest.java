package faastrace.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    Path directory;

    private TraceFolder folder;

    @BeforeEach
    void open() {
        folder = TraceFolder.open(directory, false);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void whatIsTooOldGoesAndTheRestIsCounted() throws Exception {
        Path old = trace("pi", NOW.minus(Duration.ofDays(8)), 100);
        Path young = trace("pi", NOW.minus(Duration.ofDays(6)), 100);
        Retention retention = retention(Limits.DEFAULT.withKeepAge(Duration.ofDays(7)));
        retention.look();
        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(List.of(retention.count(), retention.bytes(), retention.deleted()))
                .containsExactly(1L, 100L, 1L);
    }

    @Test
    void theOldestOfAllNamesGoWhenThereAreTooMany() throws Exception {
        List<Path> traces = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            traces.add(trace(i % 2 == 0 ? "a" : "b", NOW.minusSeconds(100 - i), 100));
        }
        Retention retention = retention(Limits.DEFAULT.withKeepBytes(2000));
        retention.look();
        retention.admit(300);
        assertThat(traces.subList(0, 3)).allSatisfy(gone -> assertThat(gone).doesNotExist());
        assertThat(traces.subList(3, 20)).allSatisfy(kept -> assertThat(kept).exists());
        assertThat(retention.oldest()).hasValue(NOW.minusSeconds(97).toEpochMilli());
        assertThat(retention.bytes()).isEqualTo(2000);
    }

    @Test
    void theOldestIsToldWhileThereIsOne() throws Exception {
        Retention retention = retention(Limits.DEFAULT.withKeepAge(Duration.ofDays(7)));
        retention.look();
        assertThat(retention.oldest()).isEmpty();
        retention.admit(1);
        assertThat(retention.oldest()).hasValue(NOW.toEpochMilli());
        trace("pi", NOW.minus(Duration.ofDays(8)), 1);
        Path young = trace("pi", NOW.minus(Duration.ofDays(6)), 1);
        retention.look(FolderReader.Depth.all);
        assertThat(retention.oldest()).hasValue(NOW.minus(Duration.ofDays(6)).toEpochMilli());
        Files.delete(young);
        retention.look(FolderReader.Depth.all);
        assertThat(retention.oldest()).isEmpty();
    }

    @Test
    void whatIsBeingReadIsNotDeleted() throws Exception {
        Path old = trace("pi", NOW.minus(Duration.ofDays(8)), 100);
        Retention retention =
                retention(Limits.DEFAULT.withKeepAge(Duration.ofDays(7)).withKeepBytes(150));
        folder.readers().begin(old);
        folder.readers().begin(old);
        folder.readers().end(old);
        retention.look();
        assertThat(old).exists();
        assertThatThrownBy(() -> retention.admit(100))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("--keep-bytes");
        assertThat(old).exists();
        folder.readers().end(old);
        retention.admit(100);
        assertThat(old).doesNotExist();
    }

    @Test
    void whatNoCollectorStoredStays() throws Exception {
        Path mine = Files.write(Files.createDirectory(directory.resolve("mine")).resolve("keep.perf"), new byte[5000]);
        Files.setLastModifiedTime(mine, java.nio.file.attribute.FileTime.from(NOW.minus(Duration.ofDays(999))));
        Path deep = Files.createDirectory(directory.resolve("mine/deep"))
                .resolve("20200101T000000.000Z-0123456789abcdef.perf.gz");
        Files.write(deep, new byte[5000]);
        Retention retention =
                retention(Limits.DEFAULT.withKeepAge(Duration.ofDays(7)).withKeepBytes(1000));
        retention.look();
        retention.admit(1000);
        assertThat(mine).exists();
        assertThat(deep).exists();
        assertThat(retention.bytes()).isEqualTo(1000);
    }

    @Test
    void aTraceLargerThanAllThatMayBeKeptIsRefusedAndCostsNoOther() throws Exception {
        Path other = trace("pi", NOW, 100);
        Retention retention = retention(Limits.DEFAULT.withKeepBytes(1000));
        retention.look();
        assertThatThrownBy(() -> retention.admit(1001)).isInstanceOf(Rejection.class);
        assertThat(other).exists();
    }

    @Test
    void itsClockNeverRunsFasterThanTimePasses() {
        AtomicReference<Instant> system = new AtomicReference<>(NOW);
        AtomicLong nanos = new AtomicLong(-5);
        InstantSource clock = Retention.steady(system::get, nanos::get);
        nanos.addAndGet(7_000_000_000L);
        system.set(NOW.plusSeconds(7));
        assertThat(clock.instant()).isEqualTo(NOW.plusSeconds(7));
        system.set(NOW.plus(Duration.ofDays(3650)));
        assertThat(clock.instant()).isEqualTo(NOW.plusSeconds(7));
        system.set(NOW.minus(Duration.ofDays(3650)));
        assertThat(clock.instant()).isEqualTo(NOW.minus(Duration.ofDays(3650)));
    }

    @Test
    void aClockThatIsSetForwardOrBackMakesNoTraceOld() throws Exception {
        AtomicReference<Instant> system = new AtomicReference<>(NOW);
        InstantSource clock = Retention.steady(system::get, () -> 0);
        Retention retention = new Retention(folder, Limits.DEFAULT.withKeepAge(Duration.ofDays(1)), clock);
        try (TraceFolder named = TraceFolder.open(directory, false, system::get)) {
            for (int days : new int[] {0, 3650, -3650, 0}) {
                system.set(NOW.plus(Duration.ofDays(days)));
                NameFolders.Part created = named.names().newPart(new TraceName("pi"));
                created.channel().close();
                Path part = created.path();
                Files.writeString(part, "x");
                StoredTrace trace = named.placeOf(part, new TraceName("pi"), Optional.empty(), 1);
                named.publish(part, trace);
                Path kept = directory.resolve("pi").resolve(trace.file());
                retention.look();
                assertThat(kept).exists();
            }
        }
    }

    private Retention retention(Limits limits) {
        return new Retention(folder, limits, () -> NOW);
    }

    private Path trace(String name, Instant time, int bytes) throws IOException {
        Path own = Files.createDirectories(directory.resolve(name));
        return Files.write(own.resolve(FileName.of(time)), new byte[bytes]);
    }
}
