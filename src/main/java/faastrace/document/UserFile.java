package faastrace.document;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** A text file that a person wrote: plain, of bounded size, UTF-8. */
public final class UserFile {
    private static final int MOST_BYTES = 4 << 20;

    private UserFile() {}

    /**
     * Reads the file if it is there.
     *
     * @param where the file as the user knows it
     * @throws Problem if it is no plain file (a device or a pipe would never end), too large, or not UTF-8
     */
    public static Optional<String> find(String where, Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(read(where, file)) : Optional.empty();
    }

    /** As {@link #find}, where the file must be there. */
    public static String read(String where, Path file) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new Problem(where, "is no plain file", "put a text file in its place");
            }
            if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
                throw new Problem(where, "is larger than 4 MiB", "check that it is the file you mean");
            }
            byte[] bytes = Files.readAllBytes(file);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Problem(where, "is not UTF-8 text", "save it as UTF-8", e);
        } catch (IOException e) {
            throw Problem.of(where, e);
        }
    }
}
