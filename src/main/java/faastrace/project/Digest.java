package faastrace.project;

import faastrace.files.OwnFiles;
import java.util.IdentityHashMap;
import java.util.Map;

/** sha256 as hex. */
final class Digest {
    /** Overlay files go into every template as the same array: hashing each once is most of what hashing costs. */
    private static final Map<byte[], String> KNOWN = new IdentityHashMap<>();

    private static final int MOST_KNOWN = 1 << 20;

    private Digest() {}

    /** @param bytes nobody changes them afterwards */
    static synchronized String of(byte[] bytes) {
        return bytes.length > MOST_KNOWN ? compute(bytes) : KNOWN.computeIfAbsent(bytes, Digest::compute);
    }

    private static String compute(byte[] bytes) {
        return OwnFiles.digest(bytes);
    }
}
