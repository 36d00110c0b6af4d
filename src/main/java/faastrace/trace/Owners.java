package faastrace.trace;

import java.util.Arrays;
import java.util.List;

/** From a sample to the number of the set of invocations that own it, by their ids. */
final class Owners {
    private final Attribution attribution;
    private final List<Invocation> invocations;
    private final Dictionary dictionary;

    Owners(Head head, Dictionary dictionary) {
        this.invocations = head.invocations();
        this.attribution = new Attribution(invocations);
        this.dictionary = dictionary;
    }

    /** 0 for nobody. */
    int of(Row row) {
        if (invocations.isEmpty()) {
            return 0;
        }
        List<Integer> owners = attribution.owners(row.nanos, row.pid, row.tid);
        if (owners.isEmpty()) {
            return 0;
        }
        // Callers choose ids, and may use one twice: it counts once.
        int[] ids = owners.stream()
                .mapToInt(owner ->
                        dictionary.invocations.id(invocations.get(owner).id()))
                .sorted()
                .distinct()
                .toArray();
        return dictionary.owners.id(Arrays.copyOf(ids, ids.length));
    }
}
