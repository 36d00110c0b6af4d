package faastrace.collector.archive;

import faastrace.collector.store.TraceName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packs in a bucket, and their indexes. */
final class Packs {
    /** A pack without an index is the leftover of a killed collector, if it is older than this. */
    private static final Duration UPLOAD = Duration.ofDays(1);

    private static final Pattern INDEX =
            Pattern.compile("\\A([^/]++)/(\\d{8}T\\d{2})/([0-9a-f]{32})-(\\d{1,9})\\.index\\.gz");
    private static final Pattern PACK = Pattern.compile("\\A([^/]++)/(\\d{8}T\\d{2})/([0-9a-f]{32})-(\\d{1,9})\\.pack");

    private final Bucket bucket;

    Packs(Bucket bucket) {
        this.bucket = bucket;
    }

    /**
     * A pack.
     *
     * @param own the name of the folder that its traces were in
     * @param id a random id
     */
    record Pack(String own, Hour hour, String id, int traces) {
        String key() {
            return own + "/" + hour.text() + "/" + id + "-" + traces + ".pack";
        }

        String indexKey() {
            return own + "/" + hour.text() + "/" + id + "-" + traces + ".index.gz";
        }

        static Optional<Pack> read(Pattern form, String key) {
            Matcher parts = form.matcher(key);
            return parts.matches()
                    ? Hour.parse(parts.group(2))
                            .map(hour ->
                                    new Pack(parts.group(1), hour, parts.group(3), Integer.parseInt(parts.group(4))))
                    : Optional.empty();
        }
    }

    /** Stores a pack, without its index. */
    void put(Pack pack, Path file, String md5, List<ArchivedTrace> traces) throws IOException {
        bucket.put(pack.key(), file, md5);
        long bytes = traces.stream().mapToLong(ArchivedTrace::bytes).sum();
        Optional<Long> stored = bucket.size(pack.key());
        if (!stored.equals(Optional.of(bytes))) {
            throw new IOException("the object store has "
                    + stored.map(size -> size + " bytes").orElse("nothing") + " of a pack of " + bytes + " bytes");
        }
    }

    /** Stores the index of a pack, or replaces it. */
    void put(Pack pack, PackIndex index) throws IOException {
        byte[] text = index.write();
        MessageDigest digest = Packer.md5();
        digest.update(text);
        bucket.put(pack.indexKey(), text, Packer.text(digest));
    }

    /** The packs of an hour of a folder. */
    List<Pack> of(String own, Hour hour) throws IOException {
        return indexed(bucket.list(own + "/" + hour.text() + "/"));
    }

    /** All packs of a folder. */
    List<Pack> of(String own) throws IOException {
        return indexed(bucket.list(own + "/"));
    }

    /** All packs. */
    List<Pack> all() throws IOException {
        return indexed(bucket.list(""));
    }

    private static List<Pack> indexed(List<Bucket.Stored> objects) {
        return objects.stream()
                .flatMap(object -> Pack.read(INDEX, object.key()).stream())
                .toList();
    }

    PackIndex index(Pack pack) throws IOException {
        try (InputStream in = bucket.read(pack.indexKey())) {
            PackIndex index = PackIndex.read(pack.indexKey(), in);
            if (!new TraceName(index.name()).folder().equals(pack.own())) {
                throw new IOException(pack.indexKey() + " is the index of another folder");
            }
            return index;
        }
    }

    /** A trace in a pack. The caller must close it. */
    InputStream read(Pack pack, ArchivedTrace trace) throws IOException {
        return trace.bytes() == 0
                ? InputStream.nullInputStream()
                : bucket.read(pack.key(), trace.offset(), trace.bytes());
    }

    /** A whole pack. The caller must close it. */
    InputStream read(Pack pack) throws IOException {
        return bucket.read(pack.key());
    }

    /** Deletes packs whose hour ended before the given time, and the leftovers of killed collectors. */
    void clean(Optional<Instant> cutoff) throws IOException {
        List<Bucket.Stored> objects = bucket.list("");
        Set<Pack> indexed = new HashSet<>(indexed(objects));
        for (Pack pack : new ArrayList<>(indexed)) {
            if (cutoff.filter(pack.hour().end()::isBefore).isPresent()) {
                bucket.delete(pack.indexKey());
                bucket.delete(pack.key());
                indexed.remove(pack);
            }
        }
        for (Bucket.Stored object : objects) {
            boolean orphan = Pack.read(PACK, object.key())
                    .filter(pack -> !indexed.contains(pack))
                    .isPresent();
            if (orphan && object.modified().plus(UPLOAD).isBefore(Instant.now())) {
                bucket.delete(object.key());
            }
        }
    }
}
