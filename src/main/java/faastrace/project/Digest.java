package faastrace.project;

import faastrace.files.OwnFiles;
import java.util.IdentityHashMap;
import java.util.Map;

/** SHA-256 digests as hex digits. */
final class Digest {
    /**
     * Digests of arrays that were hashed before. All templates get the same arrays of overlay files, so hashing each
     * array only once saves most of the time.
     */
    private static final Map<byte[], String> KNOWN = new IdentityHashMap<>();

    private static final int MOST_KNOWN = 1 << 20;

    private Digest() {}

    /** @param bytes the content; must not change afterwards */
    static synchronized String of(byte[] bytes) {
        return bytes.length > MOST_KNOWN ? compute(bytes) : KNOWN.computeIfAbsent(bytes, Digest::compute);
    }

    private static String compute(byte[] bytes) {
        return OwnFiles.digest(bytes);
    }
}
