package faastrace.cli.trace;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The traces in a folder. */
final class TraceSet {
    /** The maximum number of traces. */
    private static final int MOST = 10_000;

    private final Path here;

    /** Relative names start in the given folder. */
    TraceSet(Path here) {
        this.here = here;
    }

    /**
     * The names of the traces in the folder with the given name. If the name is not that of a folder, it is returned
     * itself.
     *
     * @throws Problem if the folder contains no trace, or too many
     */
    List<String> names(String name) {
        Path folder = here.resolve(name);
        if (name.equals("-") || !Files.isDirectory(folder)) {
            return List.of(name);
        }
        String prefix = name.endsWith("/") ? name : name + "/";
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, TraceSet::isTrace)) {
            for (Path file : files) {
                if (names.size() == MOST) {
                    throw new Problem(
                            name,
                            "contains more than " + MOST + " traces",
                            "copy the traces to compare into a folder of their own");
                }
                names.add(prefix + file.getFileName());
            }
        } catch (DirectoryIteratorException e) {
            throw Problem.reading(name, new IOException(e));
        } catch (IOException e) {
            throw Problem.reading(name, e);
        }
        if (names.isEmpty()) {
            throw new Problem(
                    name,
                    "contains no traces (files whose names end in .perf or .perf.gz)",
                    "name a folder with traces of one function, such as stacks/pi");
        }
        Collections.sort(names);
        return names;
    }

    /** The collector's other files begin with a dot. */
    private static boolean isTrace(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".")
                && (name.endsWith(".perf") || name.endsWith(".perf.gz"))
                && Files.isRegularFile(file);
    }
}
