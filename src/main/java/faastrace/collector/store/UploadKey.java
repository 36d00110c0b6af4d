package faastrace.collector.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key that the sender chose for an upload. If the upload is repeated, even to another collector on the same folder,
 * the trace is stored only once. The first collector creates a key file whose name contains the id of the key. All
 * collectors use the time of this file in the trace's file name, so they all choose the same name. Once the trace has
 * been stored for a while, its own name is enough to recognise the upload, and the key file is deleted.
 *
 * @param id the id of the key, sixteen hexadecimal digits
 */
public record UploadKey(String id) {
    /** How long a key file stays. Within this time, all collectors on the folder have found the trace. */
    private static final Duration ALONE = Duration.ofMinutes(15);

    /** How long a key file stays if its trace was not stored, or if the collector can't keep all traces in memory. */
    private static final Duration MOST = Duration.ofDays(1);

    private static final int ID_BYTES = 8;
    private static final int HEXADECIMAL = 16;
    private static final Pattern SENT = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final Pattern MARK = Pattern.compile("\\.[0-9a-f]{16}\\.key");

    /**
     * @param header the value of {@code Idempotency-Key}, or null
     * @throws Rejection if the value is not a valid key
     */
    public static Optional<UploadKey> of(TraceName name, @Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        if (!SENT.matcher(header).matches()) {
            throw new Rejection(
                    Rejection.Reason.INVALID,
                    "the value of Idempotency-Key is empty, too long, or not plain ASCII",
                    "use 1 to 255 printable ASCII characters without spaces");
        }
        return Optional.of(new UploadKey(digest(name.text() + "\n" + header)));
    }

    /** The file name of this upload's trace in the given folder. It is the same for all collectors. */
    String file(Path folder, Inventory inventory) throws IOException {
        Optional<String> stored = inventory
                .findById(folder.getFileName().toString(), Long.parseUnsignedLong(id, HEXADECIMAL))
                .map(KnownTrace::file);
        if (stored.isPresent() && Files.exists(folder.resolve(stored.get()))) {
            return stored.get();
        }
        Path mark = folder.resolve(mark(id));
        while (true) {
            try {
                Files.createFile(mark);
            } catch (FileAlreadyExistsException sentBefore) {
                // The collector that created the key file may be dead, or may still be storing the trace. Only the
                // trace itself shows whether the upload was stored.
            }
            try {
                Instant first = Files.getLastModifiedTime(mark).toInstant();
                return FileName.of(first, id);
            } catch (NoSuchFileException sweptMeanwhile) {
                continue;
            }
        }
    }

    /** Whether the file with the given name is a key file. */
    static boolean isMark(String file) {
        return MARK.matcher(file).matches();
    }

    /**
     * Deletes a key file if it is not needed any more. Returns whether it was deleted.
     *
     * @param all whether the collector has all traces in memory, and so recognises an upload without the key file
     */
    static boolean deleteIfSpent(Path mark, boolean all) throws IOException {
        Optional<Instant> made = TraceFolder.attributes(mark)
                .map(found -> found.lastModifiedTime().toInstant());
        if (made.isEmpty() || !made.get().isBefore(Instant.now().minus(ALONE))) {
            return false;
        }
        String id = mark.getFileName().toString().substring(1, 1 + 2 * ID_BYTES);
        boolean stored = all && Files.exists(mark.resolveSibling(FileName.of(made.get(), id)));
        boolean spent = stored || made.get().isBefore(Instant.now().minus(MOST));
        return spent && Files.deleteIfExists(mark);
    }

    /** Deletes the key file of a deleted trace, so that the same upload can be stored again. */
    public static void forget(Path trace) throws IOException {
        String file = trace.getFileName().toString();
        if (FileName.isOurs(file)) {
            Files.deleteIfExists(trace.resolveSibling(mark(FileName.id(file))));
        }
    }

    private static String mark(String id) {
        return "." + id + ".key";
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
