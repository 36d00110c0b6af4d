package faastrace.collector.store;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What a sender calls itself, usually the function, and the folder that its traces lie in. A name that can be a folder
 * is one; any other gets a folder with a digest at its end, so that no two names ever share one.
 *
 * @param text the name as it was sent
 */
public record TraceName(String text) {
    private static final int MOST_BYTES = 1024;
    private static final int READABLE = 60;
    private static final int DIGEST_BYTES = 16;

    /** What FlameScope lists without a fault, and no shell has to quote. */
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    /** What is made from an unsafe name. A name that only looks so is treated as unsafe, so nobody can imitate one. */
    private static final Pattern DIGESTED = Pattern.compile(".*-[0-9a-f]{32}");

    private static final Pattern CLIMBS = Pattern.compile("(?:.*[/\\\\])?\\.{1,2}(?:[/\\\\].*)?");

    /** Whether that may be a folder of traces, or a file in one. */
    public static boolean isSafe(String file) {
        return SAFE.matcher(file).matches();
    }

    /**
     * @param header the value as HTTP brings it, a character for each byte, or null
     * @throws Rejection if it can't be a name
     */
    public static TraceName of(String header) {
        if (header == null) {
            throw new Rejection(
                    Rejection.Reason.INVALID,
                    "the header X-name is missing",
                    "say whose trace it is: -H 'X-name: my-function'");
        }
        return new TraceName(checked(decode(header).strip()));
    }

    /** Whether its folder has another name than it has. */
    boolean isDisguised() {
        return !isSafe(text) || DIGESTED.matcher(text).matches();
    }

    /** The folder of its traces. */
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

    /** Senders write UTF-8, or what was usual before it. */
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
                    "use 1 to " + MOST_BYTES + " bytes, best the function's name");
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
                    "the name in X-name is a path out of a folder",
                    "use the function's name, without ..");
        }
        return text;
    }
}
