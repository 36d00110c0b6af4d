package faastrace.project;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;

/** sha256 as hex. */
final class Digest {
    /** Overlay files go into every template as the same array: hashing each once is most of what hashing costs. */
    private static final Map<byte[], String> KNOWN = new IdentityHashMap<>();

    private Digest() {}

    /** @param bytes nobody changes them afterwards */
    static synchronized String of(byte[] bytes) {
        return KNOWN.computeIfAbsent(bytes, Digest::compute);
    }

    private static String compute(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
