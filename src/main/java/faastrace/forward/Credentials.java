package faastrace.forward;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** What a backend wants to see in {@code Authorization}. */
final class Credentials {
    private Credentials() {}

    /** The header's value by the file's first line; throws {@link Problem} that doesn't show it. */
    static String of(Path file) {
        try {
            String line = Files.readString(file, StandardCharsets.ISO_8859_1)
                    .lines()
                    .findFirst()
                    .map(String::strip)
                    .orElse("");
            if (line.isEmpty() || line.chars().anyMatch(Character::isISOControl)) {
                throw new Problem(
                        file.toString(),
                        "there are no credentials in it",
                        "write USER:PASSWORD or a token into its first line");
            }
            return line.contains(":")
                    ? "Basic " + Base64.getEncoder().encodeToString(line.getBytes(StandardCharsets.ISO_8859_1))
                    : "Bearer " + line;
        } catch (IOException e) {
            throw Problem.of(file, e);
        }
    }
}
