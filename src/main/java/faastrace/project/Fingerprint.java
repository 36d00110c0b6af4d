package faastrace.project;

import faastrace.files.BundledFiles;
import faastrace.project.settings.PatchSettings;
import faastrace.project.stack.Target;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * Fingerprints of everything that the state of a patched target depends on: the program with its overlays, the
 * settings, the lock, the kept originals, and the target's files.
 *
 * <p>They detect changes, not attacks. Anyone who can write to a repository's {@code .faas-trace} can also write to its
 * templates, and a run that checks other people's commits ignores the fingerprints. So two 32-bit checksums are enough.
 * Java computes the checksums at full speed from the start. A cryptographic hash would cost more time than the
 * fingerprints save.
 */
final class Fingerprint {
    private final Supplier<String> common;

    Fingerprint(PatchSettings settings) {
        this.common = new Lazy<>(() -> {
            Sums sums = new Sums();
            sums.add(BundledFiles.edition());
            sums.add(settings.byName().toString());
            return sums.toString();
        });
    }

    /**
     * The fingerprint of one target.
     *
     * @param current its current files
     * @param images the bytes of the zip file of its kept originals
     * @param locked its record in the lock
     * @return 32 hex digits
     */
    String of(Target target, Template current, byte[] images, PatchRecord locked) {
        Sums sums = new Sums();
        sums.add(common.get());
        sums.add(target.toString());
        sums.add(locked.toString());
        sums.add(images);
        for (TemplateFile file : current.files().values()) {
            sums.add(file.path());
            sums.add(String.valueOf(file.executable()));
            sums.add(file.bytes());
        }
        return sums.toString();
    }

    /**
     * Both checksums of a sequence of texts. Each text is followed by its length, so moving characters from one text to
     * the next changes the checksums.
     */
    private static final class Sums {
        private final Checksum one = new CRC32();
        private final Checksum other = new CRC32C();
        private long length;

        void add(String text) {
            add(text.getBytes(StandardCharsets.UTF_8));
        }

        void add(byte[] bytes) {
            update(bytes);
            update((":" + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
        }

        private void update(byte[] bytes) {
            one.update(bytes, 0, bytes.length);
            other.update(bytes, 0, bytes.length);
            length += bytes.length;
        }

        @Override
        public String toString() {
            return String.format("%08x%08x%016x", one.getValue(), other.getValue(), length);
        }
    }
}
