package faastrace.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Reads the scripts, rules and manifests in the jar. */
public final class ResourceText {
    private ResourceText() {}

    /** The text of a file. The name is the file's absolute path in the jar. */
    public static String of(String name) {
        try (InputStream in = ResourceText.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
