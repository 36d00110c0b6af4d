package faastrace.source;

import faastrace.collector.store.TraceName;
import faastrace.problem.Problem;
import faastrace.trace.Head;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which traces are wanted. A criterion that is empty is ignored.
 *
 * @param function the name of a function
 * @param since only traces that were received at this time or later
 * @param until only traces that were received before this time
 * @param version a version of the function
 */
public record Wanted(
        Optional<String> function, Optional<Instant> since, Optional<Instant> until, Optional<String> version) {
    /** All traces. */
    public static final Wanted ALL = new Wanted(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public Wanted {
        if (since.isPresent() && until.isPresent() && !since.get().isBefore(until.get())) {
            throw new Problem(
                    "--since, --until",
                    "the time range is empty: it would be from " + since.get() + " to " + until.get(),
                    "use a time for --until that is after --since");
        }
    }

    /** The same, but only traces of this version. */
    public Wanted ofVersion(String other) {
        return new Wanted(function, since, until, Optional.of(other));
    }

    /** Whether some traces are not wanted. */
    public boolean isChoice() {
        return !equals(ALL);
    }

    boolean matches(Instant received) {
        return since.filter(received::isBefore).isEmpty()
                && until.filter(end -> !received.isBefore(end)).isEmpty();
    }

    /** Whether the head of a trace must be read to tell whether the trace is wanted. */
    boolean needsHead() {
        return version.isPresent() || function.isPresent();
    }

    /** Whether this version is wanted. */
    boolean matchesVersion(Optional<String> other) {
        return version.isEmpty() || version.equals(other);
    }

    /** Whether a trace is of the wanted function. The folder counts only if the head does not name the function. */
    boolean matchesFunction(String folder, Head head) {
        return head.function().isPresent() ? function.isEmpty() || function.equals(head.function()) : isIn(folder);
    }

    /** Whether a collector keeps the traces of the wanted function in the folder with this name. */
    boolean isIn(String folder) {
        return function.isEmpty() || new TraceName(function.get()).folder().equals(folder);
    }

    /** The criteria as a user writes them; empty if all traces are wanted. */
    public String words() {
        List<String> words = new ArrayList<>();
        function.ifPresent(name -> words.add("function " + name));
        version.ifPresent(text -> words.add("version " + text));
        since.ifPresent(time -> words.add("received since " + time));
        until.ifPresent(time -> words.add("received before " + time));
        return String.join(", ", words);
    }
}
