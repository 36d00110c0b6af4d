package faastrace.collector.archive;

import faastrace.collector.store.NameFolders;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.store.TraceName;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;

/** Writes archived traces into the folder, with the names and times that their files had. */
final class RestoredTraces {
    private static final int PIECE = 1 << 16;

    private final TraceFolder folder;

    RestoredTraces(TraceFolder folder) {
        this.folder = folder;
    }

    /** Writes a trace. Reads exactly as many bytes as the trace has. */
    Path write(String name, ArchivedTrace trace, InputStream content) throws IOException {
        Path present = folder.directory().resolve(new TraceName(name).folder()).resolve(trace.file());
        if (Files.exists(present, LinkOption.NOFOLLOW_LINKS)) {
            content.skipNBytes(trace.bytes()); // The trace in the folder counts.
            return present;
        }
        NameFolders.Part part = folder.names().newPart(new TraceName(name));
        try (OutputStream out = Channels.newOutputStream(part.channel())) {
            for (long rest = trace.bytes(); rest > 0; ) {
                byte[] piece = content.readNBytes((int) Math.min(rest, PIECE));
                if (piece.length == 0) {
                    throw new EOFException(trace.file() + " is cut short in the archive");
                }
                out.write(piece);
                rest -= piece.length;
            }
            Files.setLastModifiedTime(part.path(), FileTime.fromMillis(trace.modified()));
            Path path = part.path().resolveSibling(trace.file());
            Files.move(part.path(), path, StandardCopyOption.ATOMIC_MOVE);
            folder.inventory().add(path);
            return path;
        } finally {
            folder.names().delete(part.path());
        }
    }

    /** Deletes a trace that was restored in vain. */
    void delete(Path path) throws IOException {
        if (Files.deleteIfExists(path)) {
            folder.inventory().remove(path);
        }
    }
}
