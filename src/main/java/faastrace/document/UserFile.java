package faastrace.document;

import faastrace.files.PlainFile;
import faastrace.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Reads text files that users write. They must be plain files in UTF-8 and of limited size. */
public final class UserFile {
    private static final int MOST_BYTES = 4 << 20;

    private UserFile() {}

    /**
     * Reads the file if it exists.
     *
     * @param where the file as the user knows it
     * @throws Problem if the file is not a plain file (a device or a pipe may never end), is too large, or is not UTF-8
     */
    public static Optional<String> find(String where, Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(read(where, file)) : Optional.empty();
    }

    /** Reads the file as {@link #find} does, but throws if it is missing. */
    public static String read(String where, Path file) {
        byte[] bytes = PlainFile.read(where, file, MOST_BYTES);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Problem(where, "is not UTF-8 text", "save it as UTF-8", e);
        }
    }
}
