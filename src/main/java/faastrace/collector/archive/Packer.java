package faastrace.collector.archive;

import faastrace.collector.store.FolderContents;
import faastrace.collector.store.KnownTrace;
import faastrace.collector.store.Retention;
import faastrace.collector.store.TraceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiPredicate;

/**
 * Archives the traces of an hour of one folder. It uploads a pack, then the pack's index, and only then deletes the
 * traces. So a trace is archived exactly if an index lists it. If the packer is killed in between, the next one deletes
 * the traces that an index lists, and packs the others.
 */
final class Packer {
    private final TraceFolder folder;
    private final Retention retention;
    private final Packs packs;
    private final ArchiveSettings settings;
    private final BiPredicate<String, String> waiting;
    private final IndexLock lock;

    /** Creates a packer, which leaves waiting traces in the folder. */
    Packer(
            TraceFolder folder,
            Retention retention,
            Packs packs,
            ArchiveSettings settings,
            BiPredicate<String, String> waiting,
            IndexLock lock) {
        this.folder = folder;
        this.retention = retention;
        this.packs = packs;
        this.settings = settings;
        this.waiting = waiting;
        this.lock = lock;
    }

    /** Archives traces that were all received in the given hour. */
    void archive(FolderContents contents, Hour hour, List<KnownTrace> traces) throws IOException {
        Map<String, Long> archived = new HashMap<>();
        for (Packs.Pack pack : packs.of(contents.own(), hour)) {
            packs.index(pack).traces().forEach(trace -> archived.put(trace.file(), trace.bytes()));
        }
        List<Path> rest = new ArrayList<>();
        for (KnownTrace trace : traces) {
            Path path = contents.folder().resolve(trace.file());
            if (waiting.test(contents.own(), trace.file())) {
                continue; // A later round archives it.
            }
            if (archived.getOrDefault(trace.file(), -1L) == trace.bytes()) {
                deleteUnlessRestored(path);
            } else {
                rest.add(path);
            }
        }
        for (Iterator<Path> each = rest.iterator(); each.hasNext(); ) {
            pack(contents, hour, each);
        }
    }

    /** Archives the next traces, until a pack is full. */
    private void pack(FolderContents contents, Hour hour, Iterator<Path> traces) throws IOException {
        try (PackWriter pack = new PackWriter(contents.folder().resolve(folder.partName()), settings.rule())) {
            while (traces.hasNext() && !pack.isFull()) {
                pack.append(traces.next());
            }
            String md5 = pack.finish();
            List<ArchivedTrace> archived = pack.archived();
            if (!archived.isEmpty()) {
                String id = UUID.randomUUID().toString().replace("-", "");
                Packs.Pack stored = new Packs.Pack(contents.own(), hour, id, archived.size());
                packs.put(stored, pack.file(), md5, archived);
                // A trace that somebody has deleted in the meantime must not come back.
                lock.hold(() -> packs.put(stored, new PackIndex(contents.name(), present(contents, archived))));
            }
            for (Path path : pack.done()) {
                retention.deleteArchived(path);
            }
            if (pack.failure() != null) {
                throw pack.failure();
            }
        } catch (NoSuchFileException folderGone) {
            while (traces.hasNext()) {
                traces.next();
            }
        }
    }

    private static List<ArchivedTrace> present(FolderContents contents, List<ArchivedTrace> traces) {
        return traces.stream()
                .filter(trace -> Files.exists(contents.folder().resolve(trace.file()), LinkOption.NOFOLLOW_LINKS))
                .toList();
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
