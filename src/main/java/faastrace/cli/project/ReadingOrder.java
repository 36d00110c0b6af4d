package faastrace.cli.project;

import faastrace.patch.Content;
import faastrace.patch.FileChange;
import faastrace.patch.Patch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Sorts a patch for readers. Changed files come first, grouped by template, and each group begins with the Dockerfile.
 * Added and removed files follow, the longest last.
 */
final class ReadingOrder {
    private static final Comparator<FileChange> ORDER = Comparator.comparing(ReadingOrder::isWhole)
            .thenComparingInt(change -> isWhole(change) ? size(change) : 0)
            .thenComparing(change -> isWhole(change) ? "" : folder(change.path()))
            .thenComparing(change -> !change.path().endsWith("/Dockerfile"));

    private ReadingOrder() {}

    /** Returns the same changes, sorted for readers. The command {@code git apply} accepts any order. */
    static Patch of(Patch patch) {
        List<FileChange> changes = new ArrayList<>(patch.changes());
        changes.sort(ORDER);
        return Patch.of(changes);
    }

    private static boolean isWhole(FileChange change) {
        return change.before() == null || change.after() == null;
    }

    private static int size(FileChange change) {
        Content whole = change.before() == null ? change.after() : change.before();
        return Objects.requireNonNull(whole).bytes().length; // each change has an old or a new content
    }

    /** The first two parts of a path, which are a template's folder. */
    private static String folder(String path) {
        int second = path.indexOf('/', path.indexOf('/') + 1);
        return second < 0 ? path : path.substring(0, second);
    }
}
