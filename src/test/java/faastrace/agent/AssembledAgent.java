package faastrace.agent;

import faastrace.overlay.Overlay;
import faastrace.overlay.Overlays;
import faastrace.template.LosslessText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** The agent in a single file, assembled from its parts as a patch does. */
public final class AssembledAgent {
    private static final Path FILE = write();

    private AssembledAgent() {}

    /** An executable copy in its own folder. */
    public static Path file() {
        return FILE;
    }

    /** The text of the file. */
    public static String text() {
        Overlay overlay = Overlays.builtIn().named("agent").orElseThrow();
        String source = "faas-trace-agent.ftl";
        return overlay.render(source, LosslessText.decode(overlay.texts().get(source)), Map.of());
    }

    private static Path write() {
        try {
            Path folder = Files.createDirectories(Path.of("target/agent").toAbsolutePath());
            // Another test process may be running the old file. So a new file replaces it.
            Path fresh = Files.writeString(Files.createTempFile(folder.getParent(), "agent", ""), text());
            if (!fresh.toFile().setExecutable(true, false) || !fresh.toFile().setReadable(true, false)) {
                throw new IOException(fresh + " can't be made executable");
            }
            return Files.move(
                    fresh,
                    folder.resolve("faas-trace-agent"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
