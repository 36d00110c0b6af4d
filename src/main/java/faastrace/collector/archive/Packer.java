package faastrace.collector.archive;

import faastrace.collector.store.FolderContents;
import faastrace.collector.store.KnownTrace;
import faastrace.collector.store.Retention;
import faastrace.collector.store.TraceFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Archives the traces of an hour of one folder. It uploads a pack, then the pack's index, and only then deletes the
 * traces. So a trace is archived exactly if an index lists it. If the packer is killed in between, the next one deletes
 * the traces that an index lists, and packs the others.
 */
final class Packer {
    /** The size at which a pack is full. A single trace may be larger. */
    private static final long FULL = 64L << 20;

    private static final int MOST_TRACES = 10_000;

    private final TraceFolder folder;
    private final Retention retention;
    private final Packs packs;
    private final ArchiveSettings settings;

    Packer(TraceFolder folder, Retention retention, Packs packs, ArchiveSettings settings) {
        this.folder = folder;
        this.retention = retention;
        this.packs = packs;
        this.settings = settings;
    }

    /** Archives traces that were all received in the given hour. */
    void archive(FolderContents contents, Hour hour, List<KnownTrace> traces) throws IOException {
        Map<String, Long> archived = new HashMap<>();
        for (Packs.Pack pack : packs.of(contents.own(), hour)) {
            packs.index(pack).traces().forEach(trace -> archived.put(trace.file(), trace.bytes()));
        }
        Batch batch = new Batch();
        for (KnownTrace trace : traces) {
            Path path = contents.folder().resolve(trace.file());
            if (archived.getOrDefault(trace.file(), -1L) == trace.bytes()) {
                deleteUnlessRestored(path);
                continue;
            }
            batch.add(path, trace);
            if (batch.isFull()) {
                upload(contents, hour, batch);
                batch = new Batch();
            }
        }
        upload(contents, hour, batch);
    }

    /** The traces of a pack, and the traces that are deleted instead of being archived. */
    private static final class Batch {
        private final List<Path> kept = new ArrayList<>();
        private long bytes;

        void add(Path path, KnownTrace trace) {
            kept.add(path);
            bytes += trace.bytes();
        }

        boolean isFull() {
            return bytes >= FULL || kept.size() >= MOST_TRACES;
        }
    }

    private void upload(FolderContents contents, Hour hour, Batch batch) throws IOException {
        List<Path> done = new ArrayList<>();
        List<ArchivedTrace> archived = new ArrayList<>();
        Path part = contents.folder().resolve(folder.partName());
        MessageDigest md5 = md5();
        try {
            try (OutputStream out = new DigestOutputStream(
                    Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), md5)) {
                long offset = 0;
                for (Path path : batch.kept) {
                    offset += append(path, offset, out, archived, done);
                }
            }
            if (!archived.isEmpty()) {
                Packs.Pack pack = new Packs.Pack(
                        contents.own(), hour, UUID.randomUUID().toString().replace("-", ""), archived.size());
                packs.put(pack, part, text(md5), new PackIndex(contents.name(), archived));
            }
        } catch (NoSuchFileException folderGone) {
            return;
        } finally {
            Files.deleteIfExists(part);
        }
        for (Path path : done) {
            retention.deleteArchived(path);
        }
    }

    /** Appends a trace to the pack if it is worth archiving. Returns its size in the pack. */
    private long append(Path path, long offset, OutputStream out, List<ArchivedTrace> archived, List<Path> done)
            throws IOException {
        try {
            TraceCalls calls = TraceCalls.of(path);
            long bytes = 0;
            if (settings.rule().keeps(id(path), calls)) {
                FileTime modified = Files.getLastModifiedTime(path);
                bytes = Files.copy(path, out);
                archived.add(new ArchivedTrace(
                        path.getFileName().toString(), offset, bytes, modified.toMillis(), calls.ids()));
            }
            done.add(path);
            return bytes;
        } catch (NoSuchFileException deletedMeanwhile) {
            return 0;
        }
    }

    /**
     * Deletes a trace that is archived already. A trace that was restored recently stays, because somebody may be
     * looking at it.
     */
    private void deleteUnlessRestored(Path path) throws IOException {
        try {
            FileTime changed = (FileTime) Files.getAttribute(path, "unix:ctime");
            if (changed.toInstant().plus(settings.after()).isBefore(Instant.now())) {
                retention.deleteArchived(path);
            }
        } catch (NoSuchFileException deletedMeanwhile) {
            // Nothing is left to do.
        }
    }

    private static long id(Path path) {
        String file = path.getFileName().toString();
        return Long.parseUnsignedLong(file.substring(file.indexOf('-') + 1, file.indexOf(".perf.gz")), 16);
    }

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    static String text(MessageDigest digest) {
        return Base64.getEncoder().encodeToString(digest.digest());
    }
}
