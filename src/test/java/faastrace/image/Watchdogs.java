package faastrace.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The images of OpenFaaS's watchdogs: real watchdogs if FAAS_TRACE_TEST_WATCHDOGS is set, otherwise our stand-in. */
final class Watchdogs {
    private static final Path RESOURCES = Path.of("src/test/resources/image/watchdog");
    private static final Map<String, String> TAGS = Map.of(
            "of-watchdog", "ghcr.io/openfaas/of-watchdog:0.11.3",
            "classic-watchdog", "ghcr.io/openfaas/classic-watchdog:0.3.3");

    private Watchdogs() {}

    static void build(Podman podman, Path folder) throws IOException {
        for (Map.Entry<String, String> tag : TAGS.entrySet()) {
            Path context = Files.createDirectories(folder.resolve(tag.getKey()));
            BaseImages.watchdog(tag.getKey(), context.resolve("fwatchdog"));
            Files.copy(RESOURCES.resolve("Dockerfile"), context.resolve("Dockerfile"));
            podman.build(context, tag.getValue());
        }
    }
}
