package faastrace.collector.http;

import faastrace.files.PlainFile;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The valid tokens, read from a file with one token on each line. When the file changes, it is read again. */
public final class Tokens {
    private static final Pattern BEARER = Pattern.compile("(?i)bearer +([\\x21-\\x7e]+) *");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");
    private static final int MOST_BYTES = 4 << 20;
    private static final long LOOK_EVERY = 1_000_000_000;

    private final Path file;
    private volatile Known known;

    private Tokens(Path file, Known known) {
        this.file = file;
        this.known = known;
    }

    /**
     * The tokens that were last read from the file. They are kept as digests, so that the duration of a comparison
     * reveals nothing about the tokens.
     */
    private record Known(List<byte[]> digests, FileTime modified, long size, long looked) {}

    /** Reads the file. Throws {@link Problem} if it contains no token, or a line that can't be a token. */
    public static Tokens read(Path file) {
        try {
            Known known = load(file);
            if (known.digests().isEmpty()) {
                throw new Problem(file.toString(), "it contains no token", "write a token on its first line");
            }
            return new Tokens(file, known);
        } catch (IOException e) {
            throw Problem.of(file, e);
        }
    }

    /** Whether the value of the header {@code Authorization}, which may be null, contains a valid token. */
    boolean allow(@Nullable String authorization) {
        Matcher bearer = BEARER.matcher(authorization == null ? "" : authorization);
        if (!bearer.matches()) {
            return false;
        }
        return isKnown(bearer.group(1));
    }

    /** Whether the token is valid. */
    public boolean isKnown(String token) {
        byte[] sent = digest(token);
        boolean allowed = false;
        for (byte[] digest : current().digests()) {
            allowed |= MessageDigest.isEqual(digest, sent);
        }
        return allowed;
    }

    /**
     * The current tokens. Reads the file again if it has changed, but keeps the old tokens if the new file is
     * unreadable, empty or not valid.
     */
    private Known current() {
        Known last = known;
        long now = System.nanoTime();
        if (now - last.looked() < LOOK_EVERY) {
            return last;
        }
        Known next = new Known(last.digests(), last.modified(), last.size(), now);
        try {
            boolean same = Files.getLastModifiedTime(file).equals(last.modified()) && Files.size(file) == last.size();
            Known read = same ? next : load(file);
            next = read.digests().isEmpty() ? next : read;
        } catch (IOException | Problem unreadable) {
            // The old tokens are kept.
        }
        known = next;
        return next;
    }

    private static Known load(Path file) throws IOException {
        FileTime modified = Files.getLastModifiedTime(file);
        byte[] bytes = PlainFile.read(file.toString(), file, MOST_BYTES);
        List<String> lines = new String(bytes, StandardCharsets.ISO_8859_1)
                .lines()
                .map(String::strip)
                .toList();
        List<byte[]> digests = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isEmpty()) {
                digests.add(digest(token(file + ":" + (i + 1), lines.get(i))));
            }
        }
        return new Known(digests, modified, Files.size(file), System.nanoTime());
    }

    /** Checks a line. Throws a {@link Problem} that does not contain the line, because the line may be a secret. */
    private static String token(String where, String line) {
        if (line.startsWith("#")) {
            throw new Problem(
                    where,
                    "the line starts with '#', but a token file can't contain comments, and a token can't start with"
                            + " '#'",
                    "remove the line, or use another token");
        }
        if (!TOKEN.matcher(line).matches()) {
            throw new Problem(
                    where,
                    "the line can't be a bearer token, because it contains a space or a character that is not"
                            + " printable ASCII",
                    "write only tokens into the file, one on each line");
        }
        return line;
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.ISO_8859_1));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
