package faastrace.collector.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.index.IndexedRow;
import faastrace.collector.index.IndexedTrace;
import faastrace.collector.index.InvocationIndex;
import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.Analyst;
import faastrace.collector.views.Listing;
import faastrace.collector.views.Pictures;
import faastrace.collector.views.Summaries;
import faastrace.collector.views.TraceOrder;
import faastrace.collector.views.TraceQuery;
import faastrace.collector.views.function.CallContexts;
import faastrace.collector.views.function.FunctionCalls;
import faastrace.collector.views.function.FunctionNumbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The index of invocations follows the folder, whatever happens to the traces and to the index. */
class InvocationSearchIT extends OrdersFixture {
    private static final int COUNT = 60;
    private static final String LONG_ID = "x".repeat(300);

    private final List<String> said = new ArrayList<>();

    private static String trace(int number) {
        return trace(100 + number, 3).replace("id=call-1", "id=call-" + number);
    }

    private interface Check {
        void of(TraceFolder folder, Pictures pictures, InvocationIndex index) throws Exception;
    }

    /** Opens the folder and its index, and runs the check when all traces are indexed. */
    private void withIndex(int traces, Check check) throws Exception {
        try (TraceFolder folder = TraceFolder.open(directory, false);
                Analyst analyst = new Analyst(folder);
                InvocationIndex index = InvocationIndex.open(directory, said::add)) {
            Pictures pictures = new Pictures(folder, analyst, Optional.of(index));
            try (Summaries summaries = new Summaries(folder, pictures, () -> false)) {
                folder.inventory().awaitFresh();
                summaries.start();
                folder.inventory().news().give();
                waitUntil(() -> indexed(index).size() == traces);
                check.of(folder, pictures, index);
            }
        }
    }

    private static List<IndexedTrace> indexed(InvocationIndex index) {
        try {
            return index.after(0, COUNT + 1).stream().map(IndexedRow::trace).toList();
        } catch (IOException again) {
            return List.of();
        }
    }

    private static List<String> found(TraceFolder folder, Pictures pictures, String id) throws IOException {
        folder.inventory().awaitFresh();
        TraceQuery query = new TraceQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(id),
                TraceOrder.newest,
                10,
                Optional.empty());
        return Listing.read(folder, pictures, query).traces().stream()
                .map(trace -> trace.file())
                .toList();
    }

    @Test
    void invocationsAreFoundWhateverHappensToTheTracesAndTheIndex() throws Exception {
        for (int i = 0; i < COUNT; i++) {
            put(i % 2 == 0 ? "even" : "odd", i, trace(i));
        }
        withIndex(COUNT, (folder, pictures, index) -> {
            assertThat(found(folder, pictures, "call-7")).containsExactly(file(7));
            assertThat(found(folder, pictures, "call-70")).isEmpty();
            Files.delete(directory.resolve("odd").resolve(file(7)));
            put("odd", 70, trace(70));
            assertThat(found(folder, pictures, "call-7")).isEmpty();
            assertThat(found(folder, pictures, "call-70")).containsExactly(file(70));
        });
        Files.delete(directory.resolve("even").resolve(file(8)));
        put("even", 10, trace(1010));
        withIndex(COUNT - 1, (folder, pictures, index) -> {
            assertThat(indexed(index))
                    .extracting(IndexedTrace::file)
                    .contains(file(70))
                    .doesNotContain(file(7), file(8));
            assertThat(found(folder, pictures, "call-10")).isEmpty();
            assertThat(found(folder, pictures, "call-1010")).containsExactly(file(10));
        });
        Path database = directory.resolve(".index1.db");
        byte[] bytes = Files.readAllBytes(database);
        Arrays.fill(bytes, 4096, bytes.length, (byte) 'x');
        Files.write(database, bytes);
        withIndex(COUNT - 1, (folder, pictures, index) -> {
            assertThat(found(folder, pictures, "call-12")).containsExactly(file(12));
            assertThat(found(folder, pictures, "call-8")).isEmpty();
        });
        Files.delete(database);
        withIndex(
                COUNT - 1,
                (folder, pictures, index) ->
                        assertThat(found(folder, pictures, "call-12")).containsExactly(file(12)));
    }

    private static Map<String, Object> numbers(TraceFolder folder, Pictures pictures, String function)
            throws IOException {
        return FunctionNumbers.fields(
                FunctionCalls.read(
                        folder,
                        pictures,
                        new FunctionCalls.Scope(function, java.util.Optional.empty(), 0, Long.MAX_VALUE)),
                new CallContexts(folder));
    }

    /** The invocation started 5 s after the time 0 of the trace's clock, which was a minute before the trace came. */
    @Test
    void theTimeOfAnInvocationComesFromPerfsHeader() throws Exception {
        long received = BEGIN.plusSeconds(100).getEpochSecond();
        String line = "# reference time: x = %d.000000 (TOD) = 2.000000 (monotonic)\n".formatted(received - 58);
        put("late", 100, trace(0).replaceFirst("\n", "\n" + line));
        put("plain", 100, trace(1));
        withIndex(2, (folder, pictures, index) -> {
            assertThat(numbers(folder, pictures, "late").toString())
                    .contains("start=" + (1000 * (received - 55)) + ",")
                    .contains("begin=" + (1000 * (received - 55)) + ",");
            assertThat(numbers(folder, pictures, "plain").toString())
                    .contains("start=" + (1000 * received - 101) + ",");
        });
    }

    @Test
    void theIndexIsUsedIfThereAreTooManyTracesForTheMemory() throws Exception {
        for (int i = 0; i < COUNT; i++) {
            put(i % 2 == 0 ? "even" : "odd", i, trace(i));
        }
        put(
                "odd",
                99,
                trace(99)
                        .replace(
                                "# faas-trace i",
                                "# faas-trace invocation id=" + LONG_ID + " start=1\n# faas-trace i"));
        for (int start = 0; start < 2; start++) {
            withIndex(COUNT + 1, (folder, pictures, index) -> {
                folder.inventory().keepAtMost(10);
                put("even", 300, trace(300)); // so that the folder is read again
                waitUntil(() -> {
                    folder.inventory().awaitFresh();
                    folder.inventory().news().give();
                    return folder.inventory().isOverfull()
                            && numbers(folder, pictures, "even").get("waiting").equals(0L)
                            && numbers(folder, pictures, "odd").get("waiting").equals(0L);
                });
                assertThat(numbers(folder, pictures, "even")).containsEntry("calls", COUNT / 2 + 1);
                assertThat(found(folder, pictures, "call-7")).containsExactly(file(7));
                assertThat(found(folder, pictures, "call-70")).isEmpty();
                deleteSummaries(); // so that only the index knows the numbers
                assertThat(found(folder, pictures, "", "", "slowest").waiting()).isZero();
                assertThat(numbers(folder, pictures, "odd")).containsEntry("leftOut", 1L);
                assertThat(found(folder, pictures, LONG_ID)).containsExactly(file(99));
                Files.delete(directory.resolve("even").resolve(file(300)));
            });
        }
    }

    private void deleteSummaries() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(one -> DerivedFile.isSummary(one.toString())).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void theVersionIsListedBeforeTheSamplesAreCounted() throws Exception {
        String text = trace(1).replace("# faas-trace i", "# faas-trace meta function=f version=v7\n# faas-trace i");
        assertThat(post("/", "pi", text.getBytes(UTF_8)).statusCode()).isEqualTo(201);
        assertThat(list("?name=pi"))
                .singleElement()
                .satisfies(one -> assertThat(one.require("version").text()).isEqualTo("v7"));
    }
}
