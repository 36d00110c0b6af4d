package faastrace.collector.store;

import faastrace.files.ParentFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Creates a folder for each name that traces are sent with, and deletes folders that are empty. */
public final class NameFolders {
    /** How many times to try to create a partial file if its folder is deleted again and again. */
    private static final int MOST_TRIES = 100;

    private final TraceFolder traces;
    private final CollectorLock claim;
    private final SenderNames nameplates;

    NameFolders(TraceFolder traces, CollectorLock claim, SenderNames nameplates) {
        this.traces = traces;
        this.claim = claim;
        this.nameplates = nameplates;
    }

    /** A partial file, which gets its final name when it is complete. */
    public record Part(Path path, FileChannel channel) {}

    /** Creates a partial file in the folder for the given name. Creates the folder if it is missing. */
    public Part newPart(TraceName name) throws IOException {
        Path folder = traces.directory().resolve(name.folder());
        Part part = create(folder);
        try {
            if (name.isDisguised()) {
                // The partial file comes first, because nobody deletes a folder that contains one.
                nameplates.put(folder, name);
            }
            return part;
        } catch (IOException | RuntimeException failure) {
            part.channel().close();
            delete(part.path());
            throw failure;
        }
    }

    /** Creates a partial file. Tries again if another upload or collector deletes the empty folder in the meantime. */
    private Part create(Path folder) throws IOException {
        for (int i = 1; true; i++) {
            make(folder);
            Path path = folder.resolve(claim.partName());
            try {
                return new Part(path, FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
            } catch (NoSuchFileException deleted) {
                if (i == MOST_TRIES) {
                    throw deleted;
                }
            } catch (IOException | RuntimeException failure) {
                deleteIfEmpty(folder);
                throw failure;
            }
        }
    }

    /** Deletes the partial file of a failed upload. Deletes its folder too if nothing else is in it. */
    public void delete(Path part) throws IOException {
        Files.deleteIfExists(part);
        deleteIfEmpty(ParentFolder.of(part));
    }

    /**
     * Deletes the folder of a name if it contains nothing but its {@code .name} file. Anybody who can send traces can
     * choose names, so empty folders could otherwise pile up. A folder that another upload needs at the same moment
     * stays or is created again.
     */
    public void deleteIfEmpty(Path folder) {
        try {
            if (traces.directory().equals(folder.getParent()) && traces.isOfTraces(folder)) {
                nameplates.deleteWith(folder);
            }
        } catch (IOException stays) {
            // An empty folder does no harm.
        }
    }

    private void make(Path folder) throws IOException {
        if (TraceFolder.isFolder(folder)) {
            return;
        }
        try {
            Files.createDirectories(traces.directory());
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException other) {
            if (!TraceFolder.isFolder(folder)) {
                throw new Rejection(
                        Rejection.Reason.NAME_TAKEN,
                        "'" + folder.getFileName() + "' is a link or a file in the collector's folder",
                        "use another name");
            }
        }
        traces.force(traces.directory());
    }
}
