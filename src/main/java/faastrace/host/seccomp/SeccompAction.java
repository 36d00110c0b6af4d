package faastrace.host.seccomp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of a call.
 *
 * @param action as profiles name it, {@code SCMP_ACT_ALLOW}
 * @param errno the error number, -1 where none is said
 * @param comparisons what its arguments must be for that; none: whatever they are
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

    /** As a rule for these calls. */
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
