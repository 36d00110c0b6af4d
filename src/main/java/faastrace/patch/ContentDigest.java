package faastrace.patch;

import faastrace.files.OwnFiles;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the content of a file without storing it.
 *
 * @param kind the type, as stored in a journal: {@code n} for no file, {@code f} for a file, {@code x} for an
 *     executable file, {@code l} for a link
 * @param size the size in bytes
 * @param digest the sha256 of the bytes, or an empty string for no file
 */
record ContentDigest(char kind, long size, String digest) {
    static ContentDigest of(@Nullable Content content) {
        return content == null
                ? new ContentDigest('n', 0, "")
                : new ContentDigest(kind(content), content.bytes().length, OwnFiles.digest(content.bytes()));
    }

    static char kind(@Nullable Content content) {
        if (content == null) {
            return 'n';
        }
        if (content.isLink()) {
            return 'l';
        }
        return content.executable() ? 'x' : 'f';
    }
}
