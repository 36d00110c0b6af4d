package faastrace.patch;

import faastrace.files.OwnFiles;

/**
 * Enough data to recognise a content.
 *
 * @param kind as in a journal: {@code n} for no file, {@code f} for a file, {@code x} for an executable one, {@code l}
 *     for a link
 * @param size its size in bytes
 * @param digest the sha256 of its bytes, or an empty string for no file
 */
record ContentDigest(char kind, long size, String digest) {
    static ContentDigest of(Content content) {
        return content == null
                ? new ContentDigest('n', 0, "")
                : new ContentDigest(kind(content), content.bytes().length, OwnFiles.digest(content.bytes()));
    }

    static char kind(Content content) {
        if (content == null) {
            return 'n';
        }
        if (content.isLink()) {
            return 'l';
        }
        return content.executable() ? 'x' : 'f';
    }
}
