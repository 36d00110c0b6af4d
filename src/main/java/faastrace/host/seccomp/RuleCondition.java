package faastrace.host.seccomp;

import faastrace.document.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The condition under which a rule applies. An empty part is not checked.
 *
 * @param capabilities names of capabilities, with the prefix {@code CAP_}
 * @param architectures names of architectures as rules use them, see {@link Architecture#inRules}
 * @param kernel the oldest matching kernel version
 */
record RuleCondition(List<String> capabilities, List<String> architectures, Optional<KernelVersion> kernel) {
    static final RuleCondition NONE = new RuleCondition(List.of(), List.of(), Optional.empty());

    static RuleCondition read(Optional<Value> value) {
        if (value.isEmpty()) {
            return NONE;
        }
        Value from = value.get();
        return new RuleCondition(
                texts(from, "caps"),
                texts(from, "arches"),
                from.findText("minKernel").map(KernelVersion::of));
    }

    private static List<String> texts(Value from, String key) {
        return from.find(key).map(Value::texts).orElse(List.of());
    }

    boolean isEmpty() {
        return equals(NONE);
    }

    /** Whether all parts are met. Used for conditions that must hold ("includes"). */
    boolean isMetIn(SeccompContext here) {
        return here.capabilities().containsAll(capabilities)
                && (architectures.isEmpty()
                        || architectures.contains(here.architecture().inRules()))
                && kernel.map(here.kernel()::isAtLeast).orElse(true);
    }

    /** Whether any part is met. Used for conditions that must not hold ("excludes"). */
    boolean isTouchedIn(SeccompContext here) {
        return capabilities.stream().anyMatch(here.capabilities()::contains)
                || architectures.contains(here.architecture().inRules())
                || kernel.map(here.kernel()::isAtLeast).orElse(false);
    }

    Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        if (!capabilities.isEmpty()) {
            data.put("caps", capabilities);
        }
        if (!architectures.isEmpty()) {
            data.put("arches", architectures);
        }
        kernel.ifPresent(version -> data.put("minKernel", version.major() + "." + version.minor()));
        return data;
    }
}
