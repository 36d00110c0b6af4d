package faastrace.host.seccomp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Describes which calls two profiles treat differently, apart from {@code perf_event_open}. */
public final class ProfileDifference {
    private final Set<String> opened = new TreeSet<>();
    private final Set<String> closed = new TreeSet<>();
    private final Set<String> changed = new TreeSet<>();

    private ProfileDifference() {}

    /** Compares two profiles. */
    public static ProfileDifference between(SeccompProfile before, SeccompProfile after, SeccompContext here) {
        ProfileDifference difference = new ProfileDifference();
        Set<String> calls = before.differences(after, here);
        calls.remove(PerfEventOpen.CALL);
        for (String call : calls) {
            boolean was = before.letsThrough(call, here);
            boolean is = after.letsThrough(call, here);
            (was == is ? difference.changed : is ? difference.opened : difference.closed)
                    .add(call.equals("*") ? "calls that aren't named in any rule" : call);
        }
        return difference;
    }

    /** Whether both profiles treat all calls the same way. */
    public boolean isEmpty() {
        return opened.isEmpty() && closed.isEmpty() && changed.isEmpty();
    }

    /**
     * Up to three sentences: calls that only the second profile allows, calls that only the first allows, and other
     * changes.
     */
    public List<String> sentences() {
        Map<String, Set<String>> parts = new LinkedHashMap<>();
        parts.put("also allows ", opened);
        parts.put("blocks ", closed);
        parts.put("changes the rules for ", changed);
        List<String> sentences = new ArrayList<>();
        parts.forEach((words, calls) -> {
            if (!calls.isEmpty()) {
                sentences.add(words + String.join(", ", calls));
            }
        });
        return sentences;
    }
}
