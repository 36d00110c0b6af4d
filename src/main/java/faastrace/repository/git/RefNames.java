package faastrace.repository.git;

import faastrace.problem.Problem;
import java.util.List;

/** The full names a branch or tag can have, in the order in which {@code git clone -b} looks for them. */
final class RefNames {
    private RefNames() {}

    static List<String> candidates(Reference reference) {
        String ref = reference.ref();
        return ref == null ? List.of("HEAD") : List.of("refs/heads/" + ref, "refs/tags/" + ref);
    }

    static Problem missing(Reference reference) {
        return reference.ref() == null
                ? new Problem(reference.toString(), "the repository has no default branch", "give a branch: #BRANCH")
                : new Problem(
                        reference.toString(),
                        "the repository has no branch or tag '" + reference.ref() + "'",
                        "check its spelling, or give a commit, as in #sha-1a2b3c4");
    }
}
