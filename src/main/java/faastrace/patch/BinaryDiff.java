package faastrace.patch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jgit.util.Base85;
import org.jspecify.annotations.Nullable;

/** Prints both versions of a binary file as git does: compressed, and in printable characters. */
final class BinaryDiff {
    /** The maximum number of bytes per line, because the format writes the number as one letter: A to Z or a to z. */
    private static final int PER_LINE = 52;

    private BinaryDiff() {}

    /** The line with the ids of both versions. Without this line, git rejects a binary patch. */
    static String index(@Nullable Content before, @Nullable Content after) {
        String line = "index " + id(before) + ".." + id(after);
        if (before != null && after != null && before.executable() == after.executable()) {
            return line + " " + UnifiedDiff.mode(after);
        }
        return line;
    }

    /** The object id that git gives to the content. JGit isn't used, because it would read the user's git settings. */
    private static String id(@Nullable Content content) {
        if (content == null) {
            return "0".repeat(40);
        }
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-1");
            hash.update(("blob " + content.bytes().length + "\0").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash.digest(content.bytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    static String print(byte[] old, byte[] now) {
        return "GIT binary patch\n" + literal(now) + literal(old);
    }

    private static String literal(byte[] bytes) {
        byte[] packed = deflated(bytes);
        StringBuilder out = new StringBuilder("literal " + bytes.length + "\n");
        for (int at = 0; at < packed.length; at += PER_LINE) {
            int length = Math.min(PER_LINE, packed.length - at);
            out.append((char) (length <= 26 ? 'A' + length - 1 : 'a' + length - 27));
            out.append(new String(Base85.encode(packed, at, length), StandardCharsets.US_ASCII));
            out.append('\n');
        }
        return out.append('\n').toString();
    }

    private static byte[] deflated(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return packed.toByteArray();
    }
}
