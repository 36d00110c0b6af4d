package faastrace.source;

import faastrace.problem.Problem;
import faastrace.trace.Head;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Chooses traces. Remembers some of the functions and versions that it saw, so that a message can name them. */
final class Choice {
    private static final int MOST_NAMES = 5;
    private static final int LONGEST = 200;

    private final Wanted wanted;
    private final Set<String> functions = new TreeSet<>();
    private final Set<String> versions = new TreeSet<>();

    Choice(Wanted wanted) {
        this.wanted = wanted;
    }

    Wanted wanted() {
        return wanted;
    }

    /** Whether a trace in a folder with this name is wanted, as far as its head and its folder tell. */
    boolean matches(String folder, Head head) {
        if (!wanted.matchesFunction(folder, head)) {
            see(head.function(), functions);
            return false;
        }
        return matches(head.version());
    }

    /** Whether a trace of the wanted function is wanted if it has this version. */
    boolean matches(Optional<String> version) {
        see(version, versions);
        return wanted.matchesVersion(version);
    }

    private static void see(Optional<String> name, Set<String> names) {
        if (names.size() <= MOST_NAMES) {
            name.filter(text -> text.length() <= LONGEST).ifPresent(names::add);
        }
    }

    /** The problem that none of the traces is wanted. */
    Problem nothing(String where) {
        return new Problem(where, "none of the traces matches: " + wanted.words(), cure());
    }

    private String cure() {
        if (wanted.version().isPresent() && !versions.isEmpty()) {
            return "use one of the existing versions: " + known(versions);
        }
        return wanted.function().isPresent() && versions.isEmpty() && !functions.isEmpty()
                ? "use one of the existing functions: " + known(functions)
                : "use other values of the options that choose traces, or leave these options out";
    }

    private static String known(Set<String> names) {
        return String.join(", ", names.stream().limit(MOST_NAMES).toList())
                + (names.size() > MOST_NAMES ? " and more" : "");
    }
}
