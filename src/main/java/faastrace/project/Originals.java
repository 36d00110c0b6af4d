package faastrace.project;

import faastrace.document.Json;
import faastrace.files.OwnFiles;
import faastrace.files.PlainFile;
import faastrace.files.WorkLock;
import faastrace.patch.FileChange;
import faastrace.problem.Problem;
import faastrace.project.stack.Target;
import faastrace.rewrite.Rewrite;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * What is needed to take a patch out of a target: the record, and the bytes of each changed file before and after the
 * patch. It is stored as one zip file per target under {@code .faas-trace/before}.
 */
record Originals(PatchRecord record, Map<String, byte[]> before, Map<String, byte[]> after) {
    static final String FOLDER = WorkLock.FOLDER;
    private static final String RECORD = "record.json";
    private static final String BEFORE = "before/";
    private static final String AFTER = "after/";
    private static final int MOST_BYTES = 64 << 20;

    /** A file is at most 16 MiB before a patch changes it; see {@link TemplateFile#text}. */
    private static final int MOST_BYTES_EACH = 17 << 20;

    private static final int MOST_FILES = 10_000;

    static Originals of(PatchRecord record, Rewrite rewrite) {
        Map<String, byte[]> before = new TreeMap<>();
        Map<String, byte[]> after = new TreeMap<>();
        for (FileChange change : rewrite.patch().changes()) {
            if (change.before() != null && change.after() != null) {
                before.put(change.path(), change.before().bytes());
                after.put(change.path(), change.after().bytes());
            }
        }
        return new Originals(record, before, after);
    }

    /** Originals reconstructed from a patched target and its original template. */
    static Originals between(PatchRecord record, Template original, Template patched) {
        Map<String, byte[]> before = new TreeMap<>();
        Map<String, byte[]> after = new TreeMap<>();
        record.files().forEach((path, digests) -> {
            Optional<TemplateFile> was = original.file(path);
            if (was.isPresent() && Digest.of(was.get().bytes()).equals(digests.before())) {
                before.put(path, was.get().bytes());
                patched.file(path)
                        .filter(now -> Digest.of(now.bytes()).equals(digests.after()))
                        .ifPresent(now -> after.put(path, now.bytes()));
            }
        });
        return new Originals(record, before, after);
    }

    /** Whether there is an original for every changed file that the target still contains as patched. */
    boolean covers(Template patched) {
        return before.keySet().containsAll(record.changedIn(patched));
    }

    /** The path of the zip file for the target with that key, relative to the function repository. */
    static String path(String key) {
        return FOLDER + "/before/" + key + ".zip";
    }

    /**
     * Reads the originals of a target, if they are kept.
     *
     * @param locked the target's record in the lock
     * @throws Problem if they can't be read. Also if the lock has different checksums and no run of this user wrote the
     *     originals: they may have come with the repository, so nothing is restored from them
     */
    static Optional<Originals> read(Path root, Target target, Optional<PatchRecord> locked) {
        String path = path(target.key());
        Optional<byte[]> bytes = bytes(root, target);
        Optional<Originals> kept = bytes.map(found -> parse(target, found));
        kept.ifPresent(found -> {
            boolean asLocked = locked.filter(
                            record -> record.files().equals(found.record().files()))
                    .isPresent();
            if (!asLocked && !OwnFiles.outside(root).isOurs(root.resolve(path), bytes.orElseThrow())) {
                throw new Problem(
                        path,
                        "these originals were not written by one of your own runs, and " + Lock.FILE
                                + " has different checksums",
                        startAgain(target));
            }
        });
        return kept;
    }

    /** The zip file as it is, no matter who wrote it. */
    static Optional<byte[]> bytes(Path root, Target target) {
        return PlainFile.find(root, path(target.key()), MOST_BYTES);
    }

    /**
     * The cure: how to start again. A pull alone is not enough, because it keeps the files that the patch added. Those
     * files would then count as part of the template.
     */
    private static String startAgain(Target target) {
        String restore = "delete the file, and restore " + target.folder() + " from version control";
        return target.isFunction() ? restore : restore + ", or delete that folder and pull the template again";
    }

    private static Originals parse(Target target, byte[] bytes) {
        String where = path(target.key());
        try {
            return unpacked(where, bytes);
        } catch (IOException | IllegalArgumentException e) {
            throw new Problem(where, "the kept originals can't be read: " + e.getMessage(), startAgain(target), e);
        }
    }

    private static Originals unpacked(String where, byte[] bytes) throws IOException {
        Map<String, byte[]> before = new TreeMap<>();
        Map<String, byte[]> after = new TreeMap<>();
        PatchRecord record = null;
        long total = 0;
        int files = 0;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                // Reading a file takes twice its size in memory, so a single file must not use up the whole limit.
                byte[] content = zip.readNBytes(MOST_BYTES_EACH + 1);
                total += content.length;
                if (content.length > MOST_BYTES_EACH || total > MOST_BYTES || ++files > MOST_FILES) {
                    throw new IOException("the zip file is larger than any that a patch writes");
                }
                if (entry.getName().equals(RECORD)) {
                    record = PatchRecord.read(
                            Json.read(where + "/" + RECORD, new String(content, StandardCharsets.UTF_8)));
                } else if (entry.getName().startsWith(BEFORE)) {
                    before.put(entry.getName().substring(BEFORE.length()), content);
                } else if (entry.getName().startsWith(AFTER)) {
                    after.put(entry.getName().substring(AFTER.length()), content);
                }
            }
        }
        if (record == null) {
            throw new IOException("the zip file contains no " + RECORD);
        }
        for (Map.Entry<String, PatchRecord.Digests> file : record.files().entrySet()) {
            PatchRecord.Digests digests = file.getValue();
            if (digests.before() != null
                    && digests.after() != null
                    && !(holds(before, file.getKey(), digests.before())
                            && holds(after, file.getKey(), digests.after()))) {
                throw new IOException("the zip file does not contain the original " + file.getKey());
            }
        }
        return new Originals(record, before, after);
    }

    private static boolean holds(Map<String, byte[]> images, String path, String digest) {
        return images.containsKey(path) && Digest.of(images.get(path)).equals(digest);
    }

    /** The bytes of the zip file. The same content always gives the same bytes. */
    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.BEST_SPEED);
            put(zip, RECORD, Json.write(record.toData()).getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, byte[]> file : before.entrySet()) {
                put(zip, BEFORE + file.getKey(), file.getValue());
            }
            for (Map.Entry<String, byte[]> file : after.entrySet()) {
                put(zip, AFTER + file.getKey(), file.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
