package faastrace.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.archive.ArchiveSettings;
import faastrace.collector.archive.SeaweedFs;
import faastrace.collector.store.FileName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of a function restores archived hours. */
@Timeout(300)
class ArchivedHoursInBrowserIT extends PagesInBrowserFixture {
    private static final Instant HOUR =
            Instant.now().minus(Duration.ofHours(30)).truncatedTo(ChronoUnit.HOURS);

    @TempDir
    Path objects;

    private void write(Instant received, String call) throws Exception {
        // perf's header tells the time of day, so the invocation is shown at the time when it ran.
        String text = "# faas-trace 1\n# faas-trace meta function=shop rate=200 clock=monotonic\n"
                + "# faas-trace invocation id=%s start=1.0 end=1.5 pid=7 tid=8 overlap=0 cpu=100\n".formatted(call)
                + "# reference time: x = %d.000000 (TOD) = 2.000000 (monotonic)\n"
                        .formatted(received.getEpochSecond() - 1)
                + "shop 7/8 [000] 1.250000: 5000000 cpu-clock:u:\n\t7f work (/app)\n\n";
        Path folder = Files.createDirectories(directory.resolve("shop"));
        Files.writeString(folder.resolve(FileName.of(received)), text);
    }

    @Test
    void anArchivedHourIsRestoredAndShown() throws Exception {
        System.setProperty("aws.accessKeyId", "key");
        System.setProperty("aws.secretAccessKey", "secret");
        try (SeaweedFs store = SeaweedFs.start(objects)) {
            write(HOUR.plusSeconds(60), "old-1");
            write(HOUR.plusSeconds(120), "old-2");
            write(Instant.now(), "new");
            restart(settings()
                    .with(ArchiveSettings.to("s3://traces/page").at(store.url()).after(Duration.ofHours(1))));
            waitUntil(() -> {
                try (var files = Files.list(directory.resolve("shop"))) {
                    return files.filter(file -> file.toString().endsWith(".perf.gz"))
                                    .count()
                            == 1;
                }
            });
            open("/functions/shop");
            browser.await("!byId('archivePart').hidden");
            assertThat(browser.shown("#archived")).contains("2 traces");
            assertThat(browser.shown("#slow")).contains("new").doesNotContain("old-1");
            browser.click("#archived button");
            browser.await("location.search.includes('from') && document.body.dataset.shown");
            for (int i = 0; i < 20 && !browser.shown("#slow").contains("old-2"); i++) {
                Thread.sleep(500); // the collector counts the samples of restored traces in the background
                open(browser.address().replaceFirst("https?://[^/]+", ""));
                browser.await("document.body.dataset.shown");
            }
            assertThat(browser.shown("#slow")).contains("old-1", "old-2").doesNotContain("new");
        }
    }
}
