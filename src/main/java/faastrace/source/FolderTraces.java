package faastrace.source;

import faastrace.collector.store.FileName;
import faastrace.collector.store.StoredTraceHead;
import faastrace.files.ParentFolder;
import faastrace.problem.Problem;
import faastrace.source.TraceSource.Opened;
import faastrace.trace.Head;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The traces in a folder and in the folders in it, because a collector has one folder for each function. Symbolic links
 * are ignored, because they often lead to a trace that is found anyway.
 */
final class FolderTraces {
    private final String name;
    private final Path folder;
    private final Choice choice;
    private final List<TraceSource> found = new ArrayList<>();
    private long seen;

    /** @param name the folder as the user knows it */
    FolderTraces(String name, Path folder, Choice choice) {
        this.name = name;
        this.folder = folder;
        this.choice = choice;
    }

    /**
     * The wanted traces, sorted by name.
     *
     * @throws Problem if the folder contains no trace at all, or if too many are wanted
     */
    List<TraceSource> all() {
        visit(folder, name, true);
        if (seen == 0) {
            throw new Problem(
                    name,
                    "contains no traces (files whose names end in .perf or .perf.gz)",
                    "name a folder of a collector, or another folder with traces, such as stacks or stacks/pi");
        }
        found.sort(Comparator.comparing(TraceSource::name));
        return found;
    }

    private void visit(Path place, String shown, boolean deeper) {
        String prefix = shown.endsWith("/") ? shown : shown + "/";
        try (DirectoryStream<Path> files = Files.newDirectoryStream(place, FolderTraces::isVisible)) {
            for (Path file : files) {
                if (isTrace(file)) {
                    seen++;
                    take(file, prefix + file.getFileName());
                } else if (deeper && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    visit(file, prefix + file.getFileName(), false);
                }
            }
        } catch (AccessDeniedException unreadable) {
            if (deeper) {
                throw Problem.reading(shown, unreadable);
            }
            addUnreadable(place, shown);
        } catch (DirectoryIteratorException e) {
            throw Problem.reading(shown, new IOException(e));
        } catch (IOException e) {
            throw Problem.reading(shown, e);
        }
    }

    /** Adds a folder in the folder, such as lost+found, which then counts as a bad trace. */
    private void addUnreadable(Path place, String shown) {
        String own = place.getFileName().toString();
        if (choice.wanted().function().map(own::equals).orElse(true)) {
            seen++;
            found.add(source(shown, place, false));
        }
    }

    /** The collector's other files begin with a dot. */
    private static boolean isVisible(Path file) {
        return !file.getFileName().toString().startsWith(".");
    }

    private static boolean isTrace(Path file) {
        String name = file.getFileName().toString();
        return (name.endsWith(".perf") || name.endsWith(".perf.gz"))
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private void take(Path file, String shown) {
        boolean isWanted;
        try {
            isWanted = isWanted(file, choice);
        } catch (IOException unreadable) {
            isWanted = Files.exists(file); // whoever reads it reports the reason
        }
        if (isWanted) {
            Sources.requireFew(name, found.size());
            found.add(source(shown, file, false));
        }
    }

    /** Whether a file is wanted. Reads its head only if that is necessary to tell. */
    static boolean isWanted(Path file, Choice choice) throws IOException {
        Wanted wanted = choice.wanted();
        if (!wanted.isChoice()) {
            return true;
        }
        if (!wanted.matches(received(file))) {
            return false;
        }
        String folder = String.valueOf(
                ParentFolder.of(file.toAbsolutePath().normalize()).getFileName());
        return !wanted.needsHead() || choice.matches(folder, head(file));
    }

    private static Head head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return StoredTraceHead.head(in);
        }
    }

    private static Instant received(Path file) throws IOException {
        Optional<Instant> named = FileName.time(file.getFileName().toString());
        return named.isPresent() ? named.get() : Files.getLastModifiedTime(file).toInstant();
    }

    /** The trace in a file. */
    static TraceSource source(String shown, Path file, boolean named) {
        Optional<Instant> received;
        try {
            received = Optional.of(received(file));
        } catch (IOException gone) {
            received = Optional.empty();
        }
        return new TraceSource(
                shown,
                named,
                Optional.of(file),
                received,
                () -> new Opened(Files.newInputStream(file), Files.size(file)));
    }
}
