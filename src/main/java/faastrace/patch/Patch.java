package faastrace.patch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Changes to the files of a folder, in the order in which they are written. Each path occurs once. */
public final class Patch {
    private static final Patch EMPTY = new Patch(List.of());

    private final List<FileChange> changes;

    private Patch(List<FileChange> changes) {
        this.changes = changes;
    }

    /** A patch that changes nothing. */
    public static Patch empty() {
        return EMPTY;
    }

    /** Creates a patch. Throws an {@link IllegalArgumentException} if a path occurs twice. */
    public static Patch of(List<FileChange> changes) {
        Set<String> seen = new HashSet<>();
        for (FileChange change : changes) {
            if (!seen.add(change.path())) {
                throw new IllegalArgumentException(change.path() + " is changed twice");
            }
        }
        return new Patch(List.copyOf(changes));
    }

    /** Whether this patch changes nothing. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** The changes, in the order in which they are written. */
    public List<FileChange> changes() {
        return changes;
    }

    /** The patch that undoes these changes, starting with the last one. */
    public Patch reversed() {
        List<FileChange> back = new ArrayList<>();
        changes.forEach(change -> back.add(change.reversed()));
        Collections.reverse(back);
        return new Patch(List.copyOf(back));
    }

    /** The same changes relative to a parent folder: every path is prefixed with the given folder. */
    public Patch under(String folder) {
        return new Patch(changes.stream()
                .map(change -> new FileChange(folder + "/" + change.path(), change.before(), change.after()))
                .toList());
    }

    /** These changes followed by those of another patch. No path may be in both patches. */
    public Patch then(Patch next) {
        List<FileChange> all = new ArrayList<>(changes);
        all.addAll(next.changes);
        return of(all);
    }

    /**
     * The files whose content differs from what this patch expects. Throws a {@link faastrace.problem.Problem} if a
     * link or a folder is in place of a file.
     *
     * @return their paths, in the order of the changes; empty if the patch can be applied
     */
    public List<String> mismatches(Path root) {
        FolderTree tree = new FolderTree(root);
        return changes.stream()
                .filter(change -> !tree.holds(change.path(), change.before(), change.mayBeLink()))
                .map(FileChange::path)
                .toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Patch patch && changes.equals(patch.changes);
    }

    @Override
    public int hashCode() {
        return changes.hashCode();
    }

    @Override
    public String toString() {
        return changes.stream().map(FileChange::path).toList().toString();
    }
}
