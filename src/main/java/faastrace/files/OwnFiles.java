package faastrace.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
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
 * Remembers which files in a repository were left by this user's own runs. A file that came with the repository is not
 * remembered, so it is never mistaken for the state of an interrupted run.
 *
 * <p>There is a note for each file, with the file's sha256. The notes are kept outside the repository, in
 * {@code $XDG_STATE_HOME/faas-trace} or {@code ~/.local/state/faas-trace}, under the paths of the files. If that folder
 * can't be written or is inside the repository, nothing is remembered, and so no file is trusted.
 */
public final class OwnFiles {
    private static final int MOST_BYTES = 1 << 10;

    private static final int MOST_ATTEMPTS = 100;

    private final Optional<Path> notes;

    private OwnFiles(Optional<Path> notes) {
        this.notes = notes;
    }

    /** The notes on the files of a repository, or of another folder that is treated like a repository. */
    public static OwnFiles outside(Path repository) {
        return outside(repository, System.getenv(), System.getProperty("user.home", ""));
    }

    static OwnFiles outside(Path repository, Map<String, String> environment, String home) {
        Optional<Path> state = StateFolder.find(environment, home);
        return new OwnFiles(state.filter(folder -> !isWithin(ParentFolder.of(folder), repository))
                .map(folder -> folder.resolve("left")));
    }

    private static boolean isWithin(Path folder, Path repository) {
        return real(folder).startsWith(real(repository));
    }

    /** The path without links, even if its last parts don't exist yet. */
    private static Path real(Path path) {
        Path whole = path.toAbsolutePath().normalize();
        for (Path there = whole; there != null; there = there.getParent()) {
            try {
                return there.toRealPath().resolve(there.relativize(whole).toString());
            } catch (IOException notThere) {
                // The parent folder may exist.
            }
        }
        return whole;
    }

    /** The sha256 of the content, in hexadecimal. */
    public static String digest(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content));
    }

    /** A new sha256 digest, for content that is written piece by piece. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Remembers that a file with this content is ours. To be called before the file gets its name.
     *
     * @param durable whether the note must survive a power failure
     */
    public void remember(Path file, String digest, boolean durable) {
        note(file).ifPresent(note -> {
            try {
                try (FileChannel channel = create(note)) {
                    channel.write(ByteBuffer.wrap((digest + "\n").getBytes(StandardCharsets.US_ASCII)));
                    if (durable) {
                        channel.force(true);
                    }
                }
                if (durable) {
                    forceNames(ParentFolder.of(note));
                }
            } catch (IOException notRemembered) {
                // Without a note, the file is not trusted later, and a message tells the user.
            }
            forgetTemporary();
        });
    }

    /**
     * Opens a note for writing. Another run that deletes its last note also deletes the folders above it that are now
     * empty. This can happen just before the note is opened here, so this tries several times.
     */
    private static FileChannel create(Path note) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Files.createDirectories(note.getParent());
                return FileChannel.open(
                        note,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
            } catch (NoSuchFileException | FileAlreadyExistsException folderIsGone) {
                if (attempt == MOST_ATTEMPTS) {
                    throw folderIsGone;
                }
            }
        }
    }

    /**
     * If a temporary folder no longer exists, such as that of a demo, deletes the notes on the files in that folder. A
     * missing folder elsewhere may be on a disk that is not mounted, so the notes on its files stay.
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
            // Notes on files that don't exist do no harm.
        }
    }

    private static void deleteAll(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException left) {
            // These notes belong to another user, or another run is deleting them too.
        }
    }

    /** Syncs the folder of the note, and the folders that may have been created for it. */
    private void forceNames(Path folder) throws IOException {
        Path above = ParentFolder.of(ParentFolder.of(notes.orElseThrow()));
        for (Path at = folder; at != null && at.startsWith(above); at = at.getParent()) {
            FolderNames.force(at);
        }
    }

    /** Whether a run of this user left a file at this path. The content may have changed since. */
    public boolean remembers(Path file) {
        return digestOf(file).isPresent();
    }

    /** Whether a run of this user left the file with this content. */
    public boolean isOurs(Path file, byte[] content) {
        return digestOf(file).filter(digest(content)::equals).isPresent();
    }

    /** Deletes the note. To be called after the file was deleted. */
    public void forget(Path file) {
        note(file).ifPresent(note -> {
            try {
                Files.deleteIfExists(note);
                Path top = notes.orElseThrow();
                for (Path at = ParentFolder.of(note); !at.equals(top); at = ParentFolder.of(at)) {
                    Files.delete(at);
                }
            } catch (IOException left) {
                // A note on a file that doesn't exist does no harm, and a folder with other notes stays.
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

    /** The path of a file's note. It contains the file's full path, so that files in different folders don't clash. */
    private Optional<Path> note(Path file) {
        Path whole = real(ParentFolder.of(file.toAbsolutePath())).resolve(file.getFileName());
        return notes.map(folder -> noteOf(folder, whole));
    }

    private static Path noteOf(Path notes, Path whole) {
        return notes.resolve(whole.getRoot().relativize(whole).toString());
    }
}
