package faastrace.source;

import faastrace.problem.Problem;
import faastrace.source.TraceSource.Opened;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the traces that a user named: files, folders of traces, collectors, and standard input. */
public final class Sources {
    private static final Pattern OTHER_URL = Pattern.compile("[A-Za-z]{2,10}://");

    /** The name of standard input. */
    public static final String STANDARD_INPUT = "-";

    /** The maximum number of traces from one folder or collector. */
    static final int MOST = 10_000;

    /** A host and a port, perhaps with a path. */
    private static final Pattern ADDRESS = Pattern.compile("[\\w.-]{1,253}:[0-9]{1,5}(?:/[!-~]*)?");

    private final Path here;
    private final InputStream standardInput;
    private final Optional<Path> tokenFile;

    /**
     * Relative paths start in the given folder, and {@code -} means the given input stream.
     *
     * @param tokenFile the file with the token for collectors
     */
    public Sources(Path here, InputStream standardInput, Optional<Path> tokenFile) {
        this.here = here;
        this.standardInput = standardInput;
        this.tokenFile = tokenFile;
    }

    /** Whether the name is the URL of a collector or of a trace on a collector. */
    public static boolean isUrl(String name) {
        return CollectorUrl.is(name);
    }

    /**
     * The wanted traces.
     *
     * @param names files, folders, URLs of collectors or of their traces, or {@code -} for standard input
     * @throws Problem if there is no such file or folder, if a collector can't be read, or if none of the traces is
     *     wanted
     */
    public List<TraceSource> find(List<String> names, Wanted wanted) {
        Choice choice = new Choice(wanted);
        Map<String, TraceSource> found = new LinkedHashMap<>();
        for (String name : names) {
            find(name, choice).forEach(trace -> found.merge(place(trace), trace, Sources::named));
        }
        if (found.isEmpty()) {
            throw choice.nothing(String.join(", ", names));
        }
        return List.copyOf(found.values());
    }

    /** Where a trace is. A trace that was found twice counts once, such as one in a folder that was named, too. */
    private static String place(TraceSource trace) {
        try {
            return trace.file().isPresent() ? trace.file().get().toRealPath().toString() : trace.name();
        } catch (IOException unreadable) {
            return trace.name(); // whoever reads it reports the reason
        }
    }

    /** Of two mentions of a trace, that of the user, because such a trace must be readable. */
    private static TraceSource named(TraceSource one, TraceSource other) {
        return one.named() ? one : other;
    }

    private List<TraceSource> find(String name, Choice choice) {
        if (name.equals(STANDARD_INPUT)) {
            return List.of(input(choice.wanted()));
        }
        if (isUrl(name)) {
            CollectorUrl url = CollectorUrl.of(name);
            Requests requests = new Requests(url.base(), tokenFile, Requests.Times.USUAL);
            return new CollectorTraces(url, requests, choice).all();
        }
        if (OTHER_URL.matcher(name).lookingAt()) {
            throw new Problem(name, "this is not an http or https URL", "name a file, a folder, or a collector's URL");
        }
        Path path = here.resolve(name);
        return Files.isDirectory(path) ? new FolderTraces(name, path, choice).all() : file(name, path, choice);
    }

    private TraceSource input(Wanted wanted) {
        refuseChoice(STANDARD_INPUT, wanted);
        return new TraceSource(
                STANDARD_INPUT, true, Optional.empty(), Optional.empty(), () -> new Opened(standardInput, -1));
    }

    /** A pipe can be read only once, so it can't be read to choose from it. */
    private static void refuseChoice(String name, Wanted wanted) {
        if (wanted.isChoice()) {
            throw new Problem(
                    name,
                    "is a pipe with a single trace, so there is nothing to choose from",
                    "name files, a folder or a URL, or leave out --function, --since, --until and the version");
        }
    }

    private static List<TraceSource> file(String name, Path path, Choice choice) {
        if (ADDRESS.matcher(name).matches() && !Files.exists(path)) {
            throw new Problem(
                    name, "there is no such file or folder", "write http:// before the address of a collector");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            refuseChoice(name, choice.wanted());
        }
        try {
            return FolderTraces.isWanted(path, choice) ? List.of(FolderTraces.source(name, path, true)) : List.of();
        } catch (IOException e) {
            throw Problem.reading(name, e);
        }
    }

    /** Throws a {@link Problem} if there is no room for another trace. */
    static void requireFew(String where, int count) {
        if (count >= MOST) {
            throw new Problem(
                    where,
                    "more than " + MOST + " traces match",
                    "choose fewer of them with --function, --since or --until");
        }
    }
}
