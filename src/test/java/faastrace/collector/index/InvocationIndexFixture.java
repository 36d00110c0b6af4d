package faastrace.collector.index;

import faastrace.trace.InvocationTimes;
import faastrace.trace.invocation.MeasuredInvocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/** Makes indexes with known content. */
abstract class InvocationIndexFixture {
    static final IndexedCounts COUNTS = new IndexedCounts(20, 2_000_000_000, 50_000_000);

    @TempDir
    Path directory;

    final List<String> said = new ArrayList<>();

    InvocationIndex open() {
        return InvocationIndex.open(directory, said::add);
    }

    static IndexedTrace trace(String folder, int number) {
        return new IndexedTrace(
                folder, number + ".perf.gz", 100 + number, 7, 1000L * number, "v" + number % 2, number % 3 == 0, 0, 0);
    }

    static List<MeasuredInvocation> invocations(int number, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new MeasuredInvocation(
                        "call-" + number + "-" + i,
                        1_000_000L * i,
                        50_000_000L + 977 * i * number,
                        new InvocationTimes(
                                OptionalLong.of(30_000_000L + i),
                                i % 2 == 0 ? OptionalLong.of(0) : OptionalLong.empty(),
                                OptionalLong.empty(),
                                i % 3 == 0),
                        i))
                .toList();
    }

    static Map<IndexedTrace, List<MeasuredInvocation>> content(InvocationIndex index, String folder)
            throws IOException {
        Map<IndexedTrace, List<MeasuredInvocation>> content =
                new TreeMap<>(Comparator.comparingLong(IndexedTrace::millis));
        index.visit(folder, 0, Long.MAX_VALUE, content::put);
        return content;
    }
}
