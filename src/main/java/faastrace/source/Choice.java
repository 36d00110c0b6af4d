package faastrace.source;

import faastrace.problem.Problem;
import faastrace.trace.Head;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Chooses traces. Remembers some of the versions that it saw, so that a message can name them. */
final class Choice {
    private static final int MOST_VERSIONS = 5;

    private final Wanted wanted;
    private final Set<String> versions = new TreeSet<>();

    Choice(Wanted wanted) {
        this.wanted = wanted;
    }

    Wanted wanted() {
        return wanted;
    }

    /** Whether a trace in a folder with this name is wanted, as far as its head and its folder tell. */
    boolean matches(String folder, Head head) {
        see(head.version());
        return wanted.matches(folder, head);
    }

    /** Whether a trace of this version is wanted. */
    boolean matches(Optional<String> version) {
        see(version);
        return wanted.version().isEmpty() || wanted.version().equals(version);
    }

    private void see(Optional<String> version) {
        if (versions.size() <= MOST_VERSIONS) {
            version.ifPresent(versions::add);
        }
    }

    /** The problem that none of the traces is wanted. */
    Problem nothing(String where) {
        boolean many = versions.size() > MOST_VERSIONS;
        String known = String.join(", ", versions.stream().limit(MOST_VERSIONS).toList()) + (many ? " and more" : "");
        return new Problem(
                where,
                "none of the traces matches: " + wanted.words(),
                wanted.version().isPresent() && !versions.isEmpty()
                        ? "use one of the versions that there are: " + known
                        : "use other values of the options that choose traces, or leave these options out");
    }
}
