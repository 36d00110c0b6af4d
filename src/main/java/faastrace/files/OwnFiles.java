package faastrace.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Remembers which files in a repository were left there by this user's own runs. A file that came with the repository
 * is in no such list, so it is never taken for the state of an interrupted run.
 *
 * <p>The list is kept outside of the repository, in {@code $XDG_STATE_HOME/faas-trace} or
 * {@code ~/.local/state/faas-trace}: for each file a note of the same path, with the file's sha256. Where no such folder
 * can be written, or it lies within the repository itself, nothing is remembered, and so nothing is believed.
 */
public final class OwnFiles {
    private static final int MOST_BYTES = 1 << 10;

    private final Optional<Path> notes;

    private OwnFiles(Optional<Path> notes) {
        this.notes = notes;
    }

    /** The list for files of this repository, or of this folder that is treated like one. */
    public static OwnFiles outside(Path repository) {
        return outside(repository, System.getenv(), System.getProperty("user.home", ""));
    }

    static OwnFiles outside(Path repository, Map<String, String> environment, String home) {
        Optional<Path> state = StateFolder.find(environment, home);
        return new OwnFiles(state.filter(folder -> !isWithin(folder.getParent(), repository))
                .map(folder -> folder.resolve("left")));
    }

    private static boolean isWithin(Path folder, Path repository) {
        return real(folder).startsWith(real(repository));
    }

    /** The path without links, also where its last parts are not there yet. */
    private static Path real(Path path) {
        Path whole = path.toAbsolutePath().normalize();
        for (Path there = whole; there != null; there = there.getParent()) {
            try {
                return there.toRealPath().resolve(there.relativize(whole).toString());
            } catch (IOException notThere) {
                // The folder above it may be.
            }
        }
        return whole;
    }

    /** sha256 as hex. */
    public static String digest(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content));
    }

    /** A new sha256, for content that is written piece by piece. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Notes that a file with this content is ours, before the file gets its name.
     *
     * @param durable whether the note has to survive a power failure
     */
    public void remember(Path file, String digest, boolean durable) {
        note(file).ifPresent(note -> {
            try {
                Files.createDirectories(note.getParent());
                try (FileChannel channel = FileChannel.open(
                        note,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap((digest + "\n").getBytes(StandardCharsets.US_ASCII)));
                    if (durable) {
                        channel.force(true);
                    }
                }
                if (durable) {
                    forceNames(note.getParent());
                }
            } catch (IOException notRemembered) {
                // Then the file is not believed later on, and the user is told so.
            }
            forgetTemporary();
        });
    }

    /**
     * Deletes the notes on temporary folders that are gone, such as a demo's. A missing folder elsewhere may be on a disk
     * that is not mounted, so its notes stay.
     */
    private void forgetTemporary() {
        Path temporary = real(Path.of(System.getProperty("java.io.tmpdir")));
        Path ofTemporary = noteOf(notes.orElseThrow(), temporary);
        if (!Files.isDirectory(ofTemporary)) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(ofTemporary)) {
            for (Path folder : folders) {
                if (Files.notExists(temporary.resolve(folder.getFileName()), LinkOption.NOFOLLOW_LINKS)) {
                    deleteAll(folder);
                }
            }
        } catch (IOException | DirectoryIteratorException left) {
            // Notes of files that are not there do no harm.
        }
    }

    private static void deleteAll(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException left) {
            // Another user's, or another run deletes them too.
        }
    }

    /** Brings the note's name to the disk, and the names of folders that may have been made for it. */
    private void forceNames(Path folder) throws IOException {
        Path above = notes.orElseThrow().getParent().getParent();
        for (Path at = folder; at != null && at.startsWith(above); at = at.getParent()) {
            FolderNames.force(at);
        }
    }

    /** Whether a file of that path was left by a run of this user, whatever is in it now. */
    public boolean remembers(Path file) {
        return digestOf(file).isPresent();
    }

    /** Whether a run of this user left the file, with this content. */
    public boolean isOurs(Path file, byte[] content) {
        return digestOf(file).filter(digest(content)::equals).isPresent();
    }

    /** Takes the note back, when the file is gone. */
    public void forget(Path file) {
        note(file).ifPresent(note -> {
            try {
                Files.deleteIfExists(note);
                Path top = notes.orElseThrow();
                for (Path at = note.getParent(); !at.equals(top); at = at.getParent()) {
                    Files.delete(at);
                }
            } catch (IOException left) {
                // A note of a file that is not there does no harm; a folder with other notes stays.
            }
        });
    }

    private Optional<String> digestOf(Path file) {
        return note(file).filter(Files::isRegularFile).map(note -> {
            try (var in = Files.newInputStream(note)) {
                return new String(in.readNBytes(MOST_BYTES), StandardCharsets.US_ASCII).strip();
            } catch (IOException unreadable) {
                return "";
            }
        });
    }

    /** Where a file's note stands: under the file's own path, so that the same path in another folder is another file. */
    private Optional<Path> note(Path file) {
        Path whole = real(file.toAbsolutePath().getParent()).resolve(file.getFileName());
        return notes.map(folder -> noteOf(folder, whole));
    }

    private static Path noteOf(Path notes, Path whole) {
        return notes.resolve(whole.getRoot().relativize(whole).toString());
    }
}
