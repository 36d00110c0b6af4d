package faastrace.cli.project;

import faastrace.patch.Content;
import faastrace.patch.FileChange;
import faastrace.patch.Patch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which people read a patch: what is changed comes first, template by template and each with its Dockerfile
 * before the rest, and then the files that are added or removed, the longest last.
 */
final class ReadingOrder {
    private static final Comparator<FileChange> ORDER = Comparator.comparing(ReadingOrder::isWhole)
            .thenComparingInt(change -> isWhole(change) ? size(change) : 0)
            .thenComparing(change -> isWhole(change) ? "" : folder(change.path()))
            .thenComparing(change -> !change.path().endsWith("/Dockerfile"));

    private ReadingOrder() {}

    /** The same changes in that order, which {@code git apply} takes like any other. */
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
        return whole.bytes().length;
    }

    /** The first two parts of a path: a template's folder. */
    private static String folder(String path) {
        int second = path.indexOf('/', path.indexOf('/') + 1);
        return second < 0 ? path : path.substring(0, second);
    }
}
