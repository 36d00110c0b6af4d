package faastrace.patch;

import faastrace.files.OwnFiles;

/**
 * What is enough to know a content again.
 *
 * @param kind as in a journal: {@code n} for no file, else {@code f}, {@code x} for one to be run, {@code l} for a link
 * @param size in bytes
 * @param digest the sha256 of its bytes, or the empty text for no file
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
