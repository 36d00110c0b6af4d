package faastrace.cli.trace;

import faastrace.source.Sources;
import faastrace.source.TraceSource;
import faastrace.source.Wanted;
import faastrace.trace.Head;
import faastrace.trace.Trace;
import java.util.List;
import java.util.Optional;

/** Titles for pictures of traces. */
final class PictureTitles {
    private PictureTitles() {}

    /**
     * The title contains the names of the files. If all traces are of the same function, the title begins with its name.
     *
     * @param names the names that the user wrote
     * @param sources the traces that were found under these names
     */
    static String of(Trace trace, List<String> names, List<TraceSource> sources, Wanted wanted) {
        String first = sources.get(0).name().equals(Sources.STANDARD_INPUT)
                ? "standard input"
                : last(sources.get(0).name());
        int count = sources.size();
        String files = count == 1
                ? first
                : names.size() == 1
                        ? count + " traces in " + last(names.get(0))
                        : first + " and " + (count - 1) + " more";
        String version = wanted.version().map(text -> ", version " + text).orElse("");
        List<Optional<String>> functions =
                trace.heads().stream().map(Head::function).distinct().toList();
        String function = functions.size() == 1
                ? functions.get(0).map(name -> name + ": ").orElse("")
                : "";
        return function + files + version;
    }

    /** The last part of a path, or a URL without its scheme. */
    private static String last(String path) {
        if (Sources.isUrl(path)) {
            return path.substring(path.indexOf("//") + 2);
        }
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        String trimmed = path.substring(0, end);
        return trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }
}
