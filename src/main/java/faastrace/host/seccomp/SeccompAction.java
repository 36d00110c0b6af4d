package faastrace.host.seccomp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What seccomp does with a system call.
 *
 * @param action the action's name in profiles, such as {@code SCMP_ACT_ALLOW}
 * @param errno the error number that the call fails with, or -1 if the profile sets none
 * @param comparisons the conditions on the call's arguments; if empty, any arguments match
 */
public record SeccompAction(String action, int errno, List<ArgumentComparison> comparisons) {
    static final String ALLOW = "SCMP_ACT_ALLOW";
    private static final Set<String> LETTING_THROUGH = Set.of(ALLOW, "SCMP_ACT_LOG");

    boolean allowsAlways() {
        return letsThrough() && comparisons.isEmpty();
    }

    boolean letsThrough() {
        return LETTING_THROUGH.contains(action);
    }

    /** The data of a profile's rule that applies this action to the named calls. */
    Map<String, Object> toRule(List<String> names) {
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("names", names);
        rule.put("action", action);
        if (errno >= 0) {
            rule.put("errnoRet", errno);
        }
        if (!comparisons.isEmpty()) {
            rule.put(
                    "args", comparisons.stream().map(ArgumentComparison::toData).toList());
        }
        return rule;
    }
}
