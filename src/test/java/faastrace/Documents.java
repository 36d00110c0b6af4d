package faastrace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The documents for users and developers of faas-trace. */
public final class Documents {
    private Documents() {}

    /** README, CONTRIBUTING and all pages in docs. */
    public static List<Path> all() throws IOException {
        try (Stream<Path> pages = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")),
                            pages.filter(page -> page.toString().endsWith(".md"))
                                    .sorted())
                    .toList();
        }
    }
}
