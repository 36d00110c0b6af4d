package faastrace.document;

import faastrace.problem.Problem;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Reads the bearer token for a collector from a file. */
public final class BearerToken {
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");

    private BearerToken() {}

    /**
     * The token in the file's first line.
     *
     * @throws Problem if the file can't be read, or if the line can't be a token. The message never contains the line
     */
    public static String read(Path file) {
        String line = UserFile.read(file.toString(), file)
                .lines()
                .findFirst()
                .map(String::strip)
                .orElse("");
        if (!TOKEN.matcher(line).matches()) {
            String what = line.isEmpty()
                    ? "has no token in its first line"
                    : "has a first line that can't be a bearer token, because it contains a space or a character that"
                            + " is not printable ASCII";
            throw new Problem(file.toString(), what, "write only the collector's token in that line");
        }
        return line;
    }
}
