package faastrace.host.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The one system call that a function needs to record itself, and profiles that allow it. */
public final class PerfEventOpen {
    public static final String CALL = "perf_event_open";

    private PerfEventOpen() {}

    /** Returns the profile with {@code perf_event_open} allowed. Checks that no other call changes. */
    public static SeccompProfile open(SeccompProfile profile) {
        SeccompProfile opened = profile.allowing(CALL);
        for (SeccompContext here : examples()) {
            Set<String> differences = profile.differences(opened, here);
            differences.remove(CALL);
            if (!differences.isEmpty() || !opened.allows(CALL)) {
                throw new IllegalStateException("the profile would change for " + differences + " as well");
            }
        }
        return opened;
    }

    /**
     * For each architecture, contexts with no capabilities, with the usual ones, with one more than these, and with
     * all.
     */
    static List<SeccompContext> examples() {
        List<SeccompContext> examples = new ArrayList<>();
        for (String name : Architecture.names()) {
            SeccompContext usual = SeccompContext.usual(Architecture.named(name));
            examples.add(usual);
            examples.add(usual.with(Set.of()));
            examples.add(usual.with(Capabilities.all()));
            Capabilities.all().forEach(capability -> examples.add(usual.plus(capability)));
        }
        return examples;
    }
}
