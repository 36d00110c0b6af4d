package faastrace.project;

import faastrace.project.settings.PatchSettings;
import faastrace.project.stack.Target;
import faastrace.template.BundledFiles;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * Fingerprints of all that a patched target's state follows from: the program with its overlays, the settings, the lock,
 * the images kept, and the target's files.
 *
 * <p>They tell a change from none, not friend from foe: whoever can write to a repository's {@code .faas-trace} can write
 * to its templates as well, and who judges what others wrote does not ask. So two checksums of 32 bits do, which Java
 * computes at full speed from its first moment, where a cryptographic one would take longer than what it saves.
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
     * @param current its files as they stand
     * @param images the bytes of the images kept of it
     * @param locked what the lock says of it
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

    /** Both checksums of a row of texts, none of which can be taken for a part of its neighbour. */
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
