package faastrace.collector.pages;

import faastrace.browser.Browser;
import faastrace.collector.CollectorFixture;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Provides a browser for tests of a collector's pages. */
abstract class PageBrowserFixture extends CollectorFixture {
    @TempDir
    static Path profile;

    static Browser browser;

    @BeforeAll
    static void launch() throws IOException {
        browser = Browser.start(profile.resolve("profile"));
    }

    @AfterAll
    static void quit() {
        if (browser != null) {
            browser.close();
        }
    }
}
