package faastrace.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.Analyst;
import faastrace.collector.views.Catalogue;
import faastrace.collector.views.Listing;
import faastrace.collector.views.Pictures;
import faastrace.collector.views.Summaries;
import faastrace.collector.views.TraceOrder;
import faastrace.collector.views.TraceQuery;
import faastrace.pages.ListPage;
import faastrace.pages.PageLinks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks traces that an order does not cover: waiting, unreadable, too slow or too large. */
@Timeout(300)
class UncoveredTracesIT extends OrdersFixture {
    @Test
    void anOrderSaysExactlyHowManyTracesItDoesNotCover() throws Exception {
        collector.close();
        for (int i = 0; i < 120; i++) {
            put(i % 2 == 0 ? "even" : "odd", i, trace(i, 1 + i % 7));
        }
        try (TraceFolder folder = TraceFolder.open(directory, false);
                Analyst analyst = new Analyst(folder)) {
            Pictures pictures = new Pictures(folder, analyst);
            folder.inventory().awaitFresh();
            for (int i = 0; i < 30; i++) {
                Path one = directory.resolve(i % 2 == 0 ? "even" : "odd").resolve(file(i));
                pictures.get(one, DerivedFile.Kind.summary3, Analyst.Urgency.soon)
                        .get();
            }
            for (String order : List.of("slowest", "samples", "longest")) {
                ListPage.Found all = found(folder, pictures, "", "", order);
                assertThat(List.of(all.waiting(), all.unreadable(), all.traceCount()))
                        .as(order)
                        .containsExactly(90L, 0L, 120L);
                assertThat(found(folder, pictures, "odd", "", order).waiting()).isEqualTo(45);
                assertThat(found(folder, pictures, "", "EVE", order).waiting()).isEqualTo(45);
            }
            for (String order : List.of("newest", "oldest", "largest")) {
                assertThat(found(folder, pictures, "", "", order).waiting()).isZero();
            }
            TraceQuery query = new TraceQuery(
                    Optional.of("odd"),
                    Optional.of(BEGIN.plusSeconds(20)),
                    Optional.empty(),
                    Optional.empty(),
                    TraceOrder.slowest,
                    10,
                    Optional.empty());
            Listing.Page page = Listing.read(folder, pictures, query);
            assertThat(page.coverage().waiting()).isEqualTo(45);
            assertThat(page.traces().get(0).file()).isEqualTo(file(29));
        }
    }

    @Test
    void unreadableTracesNeverBlockAnOrder() throws Exception {
        collector.close();
        put("pi", 1, "");
        put("pi", 2, "no trace at all");
        Files.write(directory.resolve("pi").resolve(file(3)), new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2, 3});
        Files.createDirectory(directory.resolve("pi").resolve(file(4)));
        Files.createSymbolicLink(directory.resolve("pi").resolve(file(5)), Path.of("/dev/zero"));
        put("pi", 6, trace(100, 1));
        put("pi", 7, trace(700, 1));
        start(settings());
        String page = awaitOrder("slowest");
        assertThat(firstOf(page)).isEqualTo("pi/" + file(7));
        assertThat(page).contains("5 traces");
        Files.delete(directory.resolve("pi").resolve(file(7)));
        assertThat(firstOf(awaitOrder("slowest"))).isEqualTo("pi/" + file(6));
    }

    @Test
    void aTraceThatTakesTooLongIsLeftOutAndThePageSaysSo() throws Exception {
        collector.close();
        put("pi", 1, trace(100, 1));
        try (TraceFolder folder = TraceFolder.open(directory, false);
                Analyst analyst = new Analyst(folder, java.time.Duration.ofNanos(-1), Long.MAX_VALUE)) {
            Pictures pictures = new Pictures(folder, analyst);
            folder.inventory().awaitFresh();
            try (Summaries summaries = new Summaries(folder, pictures, () -> false)) {
                summaries.start();
                waitUntil(() -> found(folder, pictures, "", "", "slowest").unreadable() == 1);
            }
            assertThat(found(folder, pictures, "", "", "slowest").waiting()).isZero();
            ListPage.Asked asked = new ListPage.Asked("", "", "slowest", 1, "");
            assertThat(ListPage.of(asked, Catalogue.read(folder, pictures, asked), BEGIN, PageLinks.at(0, false)))
                    .contains("1 trace is not sorted", "To count a trace’s samples, open the trace")
                    .contains("data-counted=\"no\"", "not counted: the collector would take too long")
                    .doesNotContain("counting…");
            Path trace = directory.resolve("pi").resolve(file(1));
            assertThatThrownBy(() -> pictures.get(trace, DerivedFile.Kind.summary3, Analyst.Urgency.soon)
                            .get())
                    .hasMessageContaining("take too long");
            assertThat(ListPage.of(asked, Catalogue.read(folder, pictures, asked), BEGIN, PageLinks.at(0, false)))
                    .contains("data-counted=\"failed\"", "not counted: the collector would take too long");
        }
    }

    @Test
    void aTraceThatTakesTooMuchMemoryIsCountedOnceSomebodyAsksForIt() throws Exception {
        collector.close();
        put("pi", 1, trace(100, 20_000));
        put("pi", 2, trace(50, 1));
        try (TraceFolder folder = TraceFolder.open(directory, false);
                Analyst analyst = new Analyst(folder, java.time.Duration.ofSeconds(60), 500_000)) {
            Pictures pictures = new Pictures(folder, analyst);
            folder.inventory().awaitFresh();
            try (Summaries summaries = new Summaries(folder, pictures, () -> false)) {
                summaries.start();
                waitUntil(() -> found(folder, pictures, "", "", "slowest").waiting() == 0);
            }
            ListPage.Found before = found(folder, pictures, "", "", "slowest");
            assertThat(before.unreadable()).isEqualTo(1);
            assertThat(before.traces().get(0).file()).isEqualTo(file(2));
            Path large = directory.resolve("pi").resolve(file(1));
            pictures.get(large, DerivedFile.Kind.profile6, Analyst.Urgency.now).get();
            ListPage.Found after = found(folder, pictures, "", "", "slowest");
            assertThat(after.unreadable()).isZero();
            assertThat(after.traces().get(0).file()).isEqualTo(file(1));
        }
    }
}
