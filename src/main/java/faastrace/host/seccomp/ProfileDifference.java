package faastrace.host.seccomp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which calls are treated differently under another profile, in words; {@code perf_event_open} is left out. */
public final class ProfileDifference {
    private final Set<String> opened = new TreeSet<>();
    private final Set<String> closed = new TreeSet<>();
    private final Set<String> changed = new TreeSet<>();

    private ProfileDifference() {}

    /** What is treated differently under the second profile. */
    public static ProfileDifference between(SeccompProfile before, SeccompProfile after, SeccompContext here) {
        ProfileDifference difference = new ProfileDifference();
        Set<String> calls = before.differences(after, here);
        calls.remove(PerfEventOpen.CALL);
        for (String call : calls) {
            boolean was = before.letsThrough(call, here);
            boolean is = after.letsThrough(call, here);
            (was == is ? difference.changed : is ? difference.opened : difference.closed)
                    .add(call.equals("*") ? "calls that no rule names" : call);
        }
        return difference;
    }

    /** Whether both treat all calls alike. */
    public boolean isEmpty() {
        return opened.isEmpty() && closed.isEmpty() && changed.isEmpty();
    }

    /** One sentence each for what it opens, what it closes, and what it treats otherwise. */
    public List<String> sentences() {
        Map<String, Set<String>> parts = new LinkedHashMap<>();
        parts.put("also opens ", opened);
        parts.put("closes ", closed);
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
