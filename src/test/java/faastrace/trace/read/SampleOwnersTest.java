package faastrace.trace.read;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Head;
import faastrace.trace.Invocation;
import faastrace.trace.table.Dictionary;
import faastrace.trace.table.SampleRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleOwnersTest {
    private static final int PID = 7;

    private final Dictionary dictionary = new Dictionary();
    private final SkipCounts tally = new SkipCounts();

    @Test
    void theOwnersAreThoseThatASearchThroughAllInvocationsFinds() {
        Random random = new Random(5);
        List<Invocation> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            long start = random.nextInt(1000);
            OptionalInt tid = random.nextInt(3) == 0 ? OptionalInt.empty() : OptionalInt.of(8 + random.nextInt(3));
            long end = start + random.nextInt(i % 50 == 0 ? 1000 : 20);
            all.add(new Invocation("c" + i, start, end, OptionalInt.of(PID), tid, random.nextInt(8) > 0));
        }
        SampleOwners owners = owners(all, new OwnerBudget());
        for (int i = 0; i < 20_000; i++) {
            SampleRow row = row(random.nextInt(10) == 0 ? random.nextInt(2100) : i / 20, 8 + random.nextInt(4));
            assertThat(ids(owners.of(row))).hasSameElementsAs(expected(all, row));
        }
        assertThat(tally.crowded).isZero();
    }

    @Test
    void whereSharedSetsFindNoRoomTheSamplesCountUnderNobodyAndAreCounted() {
        List<Invocation> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(new Invocation("s" + i, i, 100, OptionalInt.of(PID), OptionalInt.empty(), true));
        }
        all.add(new Invocation("alone", 20, 30, OptionalInt.of(PID), OptionalInt.of(9), false));
        SampleOwners owners = owners(all, new OwnerBudget(6, 1000));
        assertThat(ids(owners.of(row(0, 8)))).containsExactly("s0");
        assertThat(ids(owners.of(row(1, 8)))).containsExactly("s0", "s1");
        assertThat(ids(owners.of(row(2, 8)))).containsExactly("s0", "s1", "s2");
        assertThat(ids(owners.of(row(5, 8)))).isEmpty();
        assertThat(ids(owners.of(row(5, 8)))).isEmpty();
        assertThat(ids(owners.of(row(25, 9)))).containsExactly("alone");
        assertThat(ids(owners.of(row(2, 8)))).containsExactly("s0", "s1", "s2");
        assertThat(tally.crowded).isEqualTo(2);
        assertThat(new SkipCounts().skipped(false).lossy()).isFalse();
        assertThat(tally.skipped(false).lossy()).isTrue();
    }

    @Test
    void whereTheSearchTakesTooLongTheSamplesCountUnderNobodyAndAreCounted() {
        List<Invocation> all = IntStream.range(0, 500)
                .mapToObj(i -> new Invocation("c" + i, i, 1000, OptionalInt.of(PID), OptionalInt.of(8 + i), false))
                .toList();
        SampleOwners owners = owners(all, new OwnerBudget(1000, 5000));
        int found = 0;
        for (int i = 0; i < 100; i++) {
            found += ids(owners.of(row(500 + i, 8 + i))).size();
        }
        assertThat(found).isBetween(5, 20);
        assertThat(tally.crowded).isEqualTo(100 - found);
    }

    private SampleOwners owners(List<Invocation> all, OwnerBudget budget) {
        return new SampleOwners(new Head(1, Map.of(), all, 0), dictionary, tally, budget);
    }

    private static SampleRow row(long nanos, int tid) {
        SampleRow row = new SampleRow();
        row.nanos = nanos;
        row.pid = PID;
        row.tid = tid;
        return row;
    }

    private List<String> ids(int set) {
        return IntStream.of(dictionary.owners.get(set))
                .mapToObj(dictionary.invocations::text)
                .toList();
    }

    private static List<String> expected(List<Invocation> all, SampleRow row) {
        List<Invocation> holding = all.stream()
                .filter(one -> one.holds(row.nanos, row.pid, row.tid))
                .toList();
        List<Invocation> alone = holding.stream().filter(one -> !one.overlap()).toList();
        List<Invocation> owners = alone.isEmpty() ? holding : alone.size() == 1 ? alone : List.of();
        return owners.stream().map(Invocation::id).toList();
    }
}
