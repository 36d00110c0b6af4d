package faastrace.repository.git;

import faastrace.problem.Problem;
import java.io.IOException;
import java.util.Collection;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;

/** Finds the commit whose id starts with a reference's hex digits, among the objects of a repository. */
final class Commits {
    private Commits() {}

    static ObjectId find(Repository repository, Reference reference) throws IOException {
        String digits = reference.commit().orElseThrow();
        try (ObjectReader reader = repository.newObjectReader()) {
            Collection<ObjectId> found = reader.resolve(AbbreviatedObjectId.fromString(digits));
            if (found.size() > 1) {
                throw new Problem(reference.toString(), "several objects start with these digits", "give more digits");
            }
            // A complete id resolves to itself, even if the repository does not contain that object.
            if (found.isEmpty() || !reader.has(found.iterator().next())) {
                throw missing(reference);
            }
            return found.iterator().next();
        }
    }

    private static Problem missing(Reference reference) {
        return new Problem(
                reference.toString(),
                "the repository has no such commit",
                "check the hash, and that the commit is on a branch or tag");
    }
}
