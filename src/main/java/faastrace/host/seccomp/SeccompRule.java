package faastrace.host.seccomp;

import faastrace.document.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One rule of a seccomp profile. */
public record SeccompRule(List<String> names, SeccompAction verdict, RuleCondition only, RuleCondition not) {
    private static final int MOST_ERRNO = 4095;
    private static final Map<String, Integer> ERRNOS = Map.of("EPERM", 1, "EACCES", 13, "EINVAL", 22, "ENOSYS", 38);
    private static final Set<String> ACTIONS =
            Set.of("ALLOW", "ERRNO", "KILL", "KILL_PROCESS", "KILL_THREAD", "LOG", "NOTIFY", "TRACE", "TRAP");

    static SeccompRule read(Value from) {
        List<ArgumentComparison> comparisons = from.find("args").map(Value::items).orElse(List.of()).stream()
                .map(ArgumentComparison::read)
                .toList();
        return new SeccompRule(
                names(from),
                new SeccompAction(action(from.require("action")), errno(from, "errnoRet", "errno"), comparisons),
                RuleCondition.read(from.find("includes")),
                RuleCondition.read(from.find("excludes")));
    }

    /** The names of the rule's calls. In the oldest profiles, each rule has a single name. */
    private static List<String> names(Value from) {
        Optional<Value> one = from.find("name").filter(name -> !name.text().isEmpty());
        Optional<Value> many = from.find("names");
        if (one.isPresent() && many.isPresent()) {
            throw from.problem("has both 'name' and 'names'", "remove one of them, because engines reject both");
        }
        return one.map(name -> List.of(name.text()))
                .orElseGet(() ->
                        from.require("names").items().stream().map(Value::text).toList());
    }

    static String action(Value value) {
        String action = value.text();
        if (!action.startsWith("SCMP_ACT_") || !ACTIONS.contains(action.substring("SCMP_ACT_".length()))) {
            throw value.problem("unknown action '" + action + "'", "correct the profile, or name another file");
        }
        return action;
    }

    /**
     * The error number. If there is no number, as in some of Podman's profiles, the number is looked up by the error's
     * name.
     */
    static int errno(Value from, String numberKey, String nameKey) {
        Optional<Value> number = from.find(numberKey);
        if (number.isPresent()) {
            return number.get().number(0, MOST_ERRNO);
        }
        Optional<Value> name = from.find(nameKey).filter(value -> !value.text().isEmpty());
        if (name.isPresent() && !ERRNOS.containsKey(name.get().text())) {
            throw name.get().problem("the number of this error is unknown", "add the number as '" + numberKey + "'");
        }
        return name.map(value -> ERRNOS.get(value.text())).orElse(-1);
    }

    boolean countsIn(SeccompContext here) {
        return !not.isTouchedIn(here) && only.isMetIn(here);
    }

    /** Whether the rule applies only under conditions. */
    public boolean isConditional() {
        return !only.isEmpty() || !not.isEmpty();
    }
}
