package faastrace.cli.trace;

import faastrace.trace.Trace;
import java.nio.file.Path;
import java.util.List;

/** Titles for pictures of traces. */
final class PictureTitles {
    private PictureTitles() {}

    /** The title contains the file's name. If the trace names its function, the title begins with the function. */
    static String of(Trace trace, List<String> names) {
        String file = names.get(0).equals("-") ? "standard input" : fileName(names.get(0));
        String files = names.size() == 1 ? file : file + " and " + (names.size() - 1) + " more";
        return trace.find("function").map(function -> function + ": " + files).orElse(files);
    }

    private static String fileName(String name) {
        Path last = Path.of(name).getFileName();
        return last == null ? name : last.toString();
    }
}
