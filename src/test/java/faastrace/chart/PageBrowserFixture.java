package faastrace.chart;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.browser.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Provides a browser for tests of pages that need no server. */
abstract class PageBrowserFixture {
    @TempDir
    static Path directory;

    static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        browser = Browser.start(directory.resolve("profile"));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void plain() {
        browser.size(1200, 900);
        browser.prefersDark(false);
    }

    @AfterEach
    void nothingIsComplainedOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    /**
     * Opens a page and waits until it is drawn or has failed.
     *
     * @param link the fragment to add to the address, including #
     */
    static void open(String page, String link) throws IOException {
        Path file = directory.resolve("page.html");
        Files.writeString(file, page);
        browser.open("about:blank");
        browser.open(file.toUri() + link);
        browser.await("document.body.dataset.ready || document.body.dataset.failed");
    }
}
