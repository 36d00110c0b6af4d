package faastrace.collector.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InvocationIndexTest extends InvocationIndexFixture {
    @Test
    void tracesAreFoundByFolderTimeAndInvocation() throws Exception {
        try (InvocationIndex index = open()) {
            for (int i = 1; i <= 9; i++) {
                index.add(trace(i < 7 ? "pi" : "other", i), COUNTS, invocations(i, 5));
            }
            index.flush();
            assertThat(content(index, "pi")).hasSize(6).containsEntry(trace("pi", 3), invocations(3, 5));
            List<IndexedTrace> some = new ArrayList<>();
            index.visit("pi", 2000, 4000, (trace, all) -> some.add(trace));
            assertThat(some).containsExactly(trace("pi", 2), trace("pi", 3));
            assertThat(index.mayContain("call-8-4", 9)).containsExactly(trace("other", 8));
            assertThat(index.mayContain("call-8-5", 9)).isEmpty();
            assertThat(index.contains(trace("other", 8), "call-8-4")).isTrue();
            assertThat(index.contains(trace("other", 8), "call-8-5")).isFalse();
            assertThat(index.contains(trace("other", 10), "call-8-4")).isFalse();
            assertThat(index.find("pi", "3.perf.gz", 103, 7))
                    .hasValueSatisfying(row -> assertThat(row.counts()).isEqualTo(COUNTS));
            assertThat(index.find("pi", "3.perf.gz", 104, 7)).isEmpty();
            assertThat(index.after(7, 3).stream().map(IndexedRow::trace))
                    .containsExactly(trace("other", 8), trace("other", 9));
        }
    }

    @Test
    void aTraceIsReplacedAndRemovedWithItsInvocations() throws Exception {
        try (InvocationIndex index = open()) {
            index.add(trace("pi", 1), COUNTS, invocations(1, 3));
            index.add(trace("pi", 1), COUNTS, invocations(2, 3));
            index.flush();
            assertThat(content(index, "pi")).containsOnly(Map.entry(trace("pi", 1), invocations(2, 3)));
            assertThat(index.mayContain("call-1-1", 9)).isEmpty();
            assertThat(index.mayContain("call-2-1", 9)).hasSize(1);
            index.remove(List.of(trace("pi", 1)));
            assertThat(content(index, "pi")).isEmpty();
            assertThat(index.mayContain("call-2-1", 9)).isEmpty();
        }
    }

    @Test
    void theIndexOfAStoppedCollectorIsUsedAgainAndARunningOneKeepsItsOwn() throws Exception {
        try (InvocationIndex first = open()) {
            first.add(trace("pi", 1), COUNTS, invocations(1, 3));
            first.flush();
            try (InvocationIndex second = open()) {
                assertThat(content(second, "pi")).isEmpty();
            }
        }
        try (InvocationIndex again = open()) {
            assertThat(content(again, "pi")).hasSize(1);
        }
        assertThat(said).isEmpty();
    }

    @Test
    void anotherFileInItsPlaceIsReplaced() throws Exception {
        Files.writeString(
                directory.resolve(".index1.db"), "this is no database, but it is long enough to be one\n".repeat(99));
        try (InvocationIndex index = open()) {
            index.add(trace("pi", 1), COUNTS, invocations(1, 3));
            index.flush();
            assertThat(content(index, "pi")).hasSize(1);
        }
    }

    @Test
    void aLinkInItsPlaceIsNotFollowed() throws Exception {
        Path target = directory.resolve("target");
        Files.createSymbolicLink(directory.resolve(".index1.db"), target);
        open().close();
        assertThat(target).doesNotExist();
        assertThat(directory.resolve(".index1.db")).isRegularFile();
    }

    @Test
    void theFolderMayHaveAnyName() throws Exception {
        Path strange = Files.createDirectory(directory.resolve("a?cache=shared&b #c%20d;e"));
        InvocationIndex.open(strange, said::add).close();
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)).isNotEmpty().allMatch(file -> file.startsWith(strange));
        }
    }

    @Test
    void anIndexThatCannotBeOpenedSaysSoOnceAndIsOpenedLater() throws Exception {
        Path obstacle = Files.createDirectories(directory.resolve(".index1.db/full"));
        try (InvocationIndex index = open()) {
            assertThat(index.isAvailable()).isFalse();
            assertThatThrownBy(index::flush).isInstanceOf(IndexUnavailable.class);
            index.tryAgain();
            assertThat(said).singleElement().asString().contains(".index");
            Files.delete(obstacle);
            Files.delete(directory.resolve(".index1.db"));
            index.tryAgain();
            assertThat(said).hasSize(2);
            index.add(trace("pi", 1), COUNTS, invocations(1, 3));
            index.flush();
            assertThat(content(index, "pi")).hasSize(1);
        }
    }

    @Test
    void anUnusedIndexOfAnotherCollectorIsDeletedAfterADay() throws Exception {
        Path second = directory.resolve(".index2.db");
        try (InvocationIndex index = open()) {
            open().close();
            index.deleteUnused();
            assertThat(second).exists();
            Files.setLastModifiedTime(second, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
            index.deleteUnused();
            assertThat(second).doesNotExist();
            index.add(trace("pi", 1), COUNTS, invocations(1, 3));
            index.flush();
            assertThat(content(index, "pi")).hasSize(1);
        }
    }

    @Test
    void readersDontWaitForALongCheck() throws Exception {
        try (InvocationIndex index = open()) {
            index.add(trace("pi", 1), COUNTS, invocations(1, 3));
            index.flush();
            AtomicInteger checks = new AtomicInteger();
            List<Throwable> failures = new CopyOnWriteArrayList<>();
            Thread checker = new Thread(() -> {
                try {
                    while (checks.getAndIncrement() < 10) {
                        index.check();
                    }
                } catch (IOException | RuntimeException failure) {
                    failures.add(failure);
                }
            });
            checker.start();
            for (int i = 2; checker.isAlive(); i++) {
                index.add(trace("pi", i), COUNTS, invocations(i, 3));
                index.flush();
                assertThat(content(index, "pi")).hasSize(i);
            }
            assertThat(failures).isEmpty();
        }
        assertThat(said).isEmpty();
    }
}
