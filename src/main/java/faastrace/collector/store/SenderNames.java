package faastrace.collector.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads and writes the {@code .name} files of folders. If a sender's name can't be a folder name, the file
 * {@code .name} in its folder contains the sender's name.
 */
final class SenderNames {
    private static final String FILE = ".name";
    private static final int MOST_KNOWN = 10_000;
    private static final long MOST_BYTES = 4096;

    private final TraceFolder traces;
    private final Map<Path, String> known = new ConcurrentHashMap<>();

    SenderNames(TraceFolder traces) {
        this.traces = traces;
    }

    /** Writes the name to the folder's {@code .name} file; throws {@link Rejection} if the file contains another. */
    void put(Path folder, TraceName name) throws IOException {
        // Even if the name is known, another collector may have deleted the file together with the folder.
        if (!Files.isRegularFile(folder.resolve(FILE), LinkOption.NOFOLLOW_LINKS)) {
            write(folder, name.text());
        } else if (name.text().equals(known.get(folder))) {
            return;
        }
        if (!read(folder).equals(name.text())) {
            throw new Rejection(
                    Rejection.Reason.NAME_TAKEN,
                    "the folder of this name is already used for another name",
                    "use another name");
        }
        if (known.size() < MOST_KNOWN) {
            known.put(folder, name.text());
        }
    }

    /** Deletes a folder if it contains nothing but its {@code .name} file. Throws if the folder can't be deleted. */
    void deleteWith(Path folder) throws IOException {
        Path plate = folder.resolve(FILE);
        if (!Files.isRegularFile(plate, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(folder);
            return;
        }
        try (DirectoryStream<Path> others = Files.newDirectoryStream(folder, path -> !path.endsWith(FILE))) {
            if (others.iterator().hasNext()) {
                return;
            }
        }
        String name = read(folder);
        Files.delete(plate);
        known.remove(folder);
        try {
            Files.delete(folder);
        } catch (DirectoryNotEmptyException neededAgain) {
            write(folder, name);
        }
    }

    /**
     * The sender's name for a folder. If the folder has no {@code .name} file, the sender's name is the folder's own
     * name.
     */
    String read(Path folder) {
        Path plate = folder.resolve(FILE);
        try {
            if (Files.isRegularFile(plate, LinkOption.NOFOLLOW_LINKS) && Files.size(plate) <= MOST_BYTES) {
                return Files.readString(plate, StandardCharsets.UTF_8);
            }
        } catch (IOException unreadable) {
            // The folder's own name is used instead.
        }
        return folder.getFileName().toString();
    }

    private void write(Path folder, String name) throws IOException {
        Path part = folder.resolve(traces.partName());
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(StandardCharsets.UTF_8.encode(name));
            traces.force(channel);
            Files.move(part, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
