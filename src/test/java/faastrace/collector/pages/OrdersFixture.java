package faastrace.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.Settings;
import faastrace.collector.store.FileName;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.Catalogue;
import faastrace.collector.views.Pictures;
import faastrace.pages.ListPage;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.regex.Pattern;

/** Makes traces and reads the sorted lists that contain them. */
abstract class OrdersFixture extends PageFixture {
    static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");

    @Override
    protected Settings settings() {
        return super.settings().withoutSync();
    }

    static ListPage.Found found(TraceFolder folder, Pictures pictures, String name, String search, String order)
            throws IOException {
        return Catalogue.read(folder, pictures, new ListPage.Asked(search, name, order, 1, ""));
    }

    /** The page with the list in this order. Waits until all traces are sorted. */
    String awaitOrder(String order) throws Exception {
        String page = page("/?order=" + order).body();
        for (int i = 0; i < 2000 && waiting(page) > 0; i++) {
            Thread.sleep(50);
            page = page("/?order=" + order).body();
        }
        assertThat(waiting(page)).isZero();
        return page;
    }

    /** The number of traces that a page reports as not yet sorted. */
    static long waiting(String page) {
        return Pattern.compile(">([0-9\u2009]+) traces? (?:is|are) not sorted yet")
                .matcher(page)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1).replace("\u2009", "")))
                .findFirst()
                .orElse(0);
    }

    static String firstOf(String page) {
        return Pattern.compile("data-trace=\"([^\"]+)\"")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElse("");
    }

    /** A trace with one invocation that took this many milliseconds. */
    static String trace(long millis, int samples) {
        String end = "%d.%03d".formatted(5 + millis / 1000, millis % 1000);
        StringBuilder text = new StringBuilder("# faas-trace 1\n# faas-trace invocation id=call-1 start=5.0 end=" + end
                + " pid=12 tid=13 overlap=0\n");
        for (int i = 0; i < samples; i++) {
            text.append(SAMPLE.replace("5.500000", "5.5%05d".formatted(i)));
        }
        return text.toString();
    }

    static String file(int second) {
        return FileName.of(BEGIN.plusSeconds(second), "%016x".formatted(second));
    }

    void put(String name, int second, String text) throws IOException {
        Files.writeString(Files.createDirectories(directory.resolve(name)).resolve(file(second)), text);
    }
}
