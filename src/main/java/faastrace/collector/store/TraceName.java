package faastrace.collector.store;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name that a sender gives to its traces, usually the name of the function. The name determines the folder for the
 * traces. If the name can be a folder name, the folder has the same name. Otherwise, the folder's name ends with a
 * digest, so that no two names share a folder.
 *
 * @param text the name as it was sent
 */
public record TraceName(String text) {
    private static final int MOST_BYTES = 1024;
    private static final int READABLE = 60;
    private static final int DIGEST_BYTES = 16;

    /** Names that FlameScope lists correctly, and that need no quoting in a shell. */
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    /**
     * The form of a folder's name if the sender's name is unsafe. A sender's name of this form also counts as unsafe,
     * so that no sender can use the folder for another name.
     */
    private static final Pattern DIGESTED = Pattern.compile(".*-[0-9a-f]{32}");

    private static final Pattern CLIMBS = Pattern.compile("(?:.*[/\\\\])?\\.{1,2}(?:[/\\\\].*)?");

    /** Whether the text is allowed as the name of a folder of traces, or of a file in such a folder. */
    public static boolean isSafe(String file) {
        return SAFE.matcher(file).matches();
    }

    /**
     * @param header the header's value with one character for each byte, or null
     * @throws Rejection if the value is not a valid name
     */
    public static TraceName of(@Nullable String header) {
        if (header == null) {
            throw new Rejection(
                    Rejection.Reason.INVALID,
                    "the header X-name is missing",
                    "set it to the function's name: -H 'X-name: my-function'");
        }
        return new TraceName(checked(decode(header).strip()));
    }

    /** Whether the name of the folder differs from the sender's name. */
    boolean isDisguised() {
        return !isSafe(text) || DIGESTED.matcher(text).matches();
    }

    /** The folder for the traces that are sent with this name. */
    public String folder() {
        if (!isDisguised()) {
            return text;
        }
        String readable = text.replaceAll("[^A-Za-z0-9_]+", "-").replaceAll("^-|-$", "");
        String beginning = readable.isEmpty() ? "name" : readable.substring(0, Math.min(READABLE, readable.length()));
        return beginning + "-" + digest();
    }

    private String digest() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** Decodes UTF-8, with ISO 8859-1 as a fallback. */
    private static String decode(String header) {
        byte[] bytes = header.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return header;
        }
    }

    private static String checked(String text) {
        if (text.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new Rejection(
                    Rejection.Reason.INVALID,
                    "the name in X-name is empty or too long",
                    "use 1 to " + MOST_BYTES + " bytes, ideally the function's name");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new Rejection(
                    Rejection.Reason.INVALID,
                    "the name in X-name has control characters",
                    "use printable characters only");
        }
        if (CLIMBS.matcher(text).matches()) {
            throw new Rejection(
                    Rejection.Reason.INVALID,
                    "the name in X-name contains . or .. as a path segment",
                    "use a name without . and .. as path segments");
        }
        return text;
    }
}
