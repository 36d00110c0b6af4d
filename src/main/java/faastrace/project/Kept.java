package faastrace.project;

import faastrace.document.Json;
import faastrace.patch.FileChange;
import faastrace.problem.Problem;
import faastrace.rewrite.Rewrite;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * What is kept of a patched target so that the patch can be taken out again: the record, and of each changed file the
 * bytes before and after. One zip file per target under {@code .faas-trace/before}.
 */
record Kept(PatchRecord record, Map<String, byte[]> before, Map<String, byte[]> after) {
    static final String FOLDER = ".faas-trace";
    private static final String RECORD = "record.json";
    private static final String BEFORE = "before/";
    private static final String AFTER = "after/";
    private static final long MOST_BYTES = 64L << 20;

    static Kept of(PatchRecord record, Rewrite rewrite) {
        Map<String, byte[]> before = new TreeMap<>();
        Map<String, byte[]> after = new TreeMap<>();
        for (FileChange change : rewrite.patch().changes()) {
            if (change.before() != null && change.after() != null) {
                before.put(change.path(), change.before().bytes());
                after.put(change.path(), change.after().bytes());
            }
        }
        return new Kept(record, before, after);
    }

    /** Images made from a target and its original at hand. */
    static Kept between(PatchRecord record, Template original, Template patched) {
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
        return new Kept(record, before, after);
    }

    /** Where the images of the target of that key stand, relative to the function repository. */
    static String path(String key) {
        return FOLDER + "/before/" + key + ".zip";
    }

    static Optional<Kept> read(Path root, Target target) {
        Path file = root.resolve(path(target.key()));
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(path(target.key()), Files.readAllBytes(file)));
        } catch (IOException | IllegalArgumentException e) {
            throw new Problem(
                    path(target.key()),
                    "the kept originals can't be read: " + e.getMessage(),
                    "delete the file and pull the template again",
                    e);
        }
    }

    private static Kept parse(String where, byte[] bytes) throws IOException {
        Map<String, byte[]> before = new TreeMap<>();
        Map<String, byte[]> after = new TreeMap<>();
        PatchRecord record = null;
        long total = 0;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] content = zip.readNBytes((int) (MOST_BYTES - total));
                total += content.length;
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
            throw new IOException("there is no " + RECORD + " in it");
        }
        for (Map.Entry<String, PatchRecord.Digests> file : record.files().entrySet()) {
            PatchRecord.Digests digests = file.getValue();
            boolean changed = digests.before() != null && digests.after() != null;
            if (changed
                    && !(holds(before, file.getKey(), digests.before())
                            && holds(after, file.getKey(), digests.after()))) {
                throw new IOException("it does not hold " + file.getKey() + " as it was");
            }
        }
        return new Kept(record, before, after);
    }

    private static boolean holds(Map<String, byte[]> images, String path, String digest) {
        return images.containsKey(path) && Digest.of(images.get(path)).equals(digest);
    }

    /** The zip file; the same bytes for the same content. */
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
