package faastrace.cli.trace;

import faastrace.source.Sources;
import faastrace.source.TraceSource;
import faastrace.source.Wanted;
import faastrace.trace.Trace;
import java.util.List;

/** Titles for pictures of traces. */
final class PictureTitles {
    private PictureTitles() {}

    /**
     * The title contains the names of the files. If the trace names its function, the title begins with the function.
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
        return trace.find("function").map(function -> function + ": ").orElse("") + files + version;
    }

    /** The last part of a path. */
    private static String last(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        String trimmed = path.substring(0, end);
        return trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }
}
