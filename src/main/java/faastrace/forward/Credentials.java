package faastrace.forward;

import faastrace.files.PlainFile;
import faastrace.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/** The credentials of a backend. */
final class Credentials {
    private static final int MOST_BYTES = 1 << 20;

    private Credentials() {}

    /**
     * The value of the header {@code Authorization}, made from the file's first line. If the line is not valid, throws
     * a {@link Problem} that does not contain the line.
     */
    static String of(Path file) {
        byte[] bytes = PlainFile.read(file.toString(), file, MOST_BYTES);
        String line = new String(bytes, StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .map(String::strip)
                .orElse("");
        if (line.isEmpty() || line.chars().anyMatch(Character::isISOControl)) {
            throw new Problem(
                    file.toString(), "it contains no credentials", "write USER:PASSWORD or a token on its first line");
        }
        if (!line.contains(":") && !line.matches("[!-~]+")) {
            throw new Problem(
                    file.toString(),
                    "its first line is neither USER:PASSWORD nor a token: it has no colon, and it contains a space or a"
                            + " character that is not printable ASCII",
                    "write USER:PASSWORD or a token on that line");
        }
        return line.contains(":")
                ? "Basic " + Base64.getEncoder().encodeToString(line.getBytes(StandardCharsets.ISO_8859_1))
                : "Bearer " + line;
    }
}
