package faastrace.host.seccomp;

import faastrace.document.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When a rule counts; a part that is empty asks for nothing.
 *
 * @param capabilities names with {@code CAP_}
 * @param architectures by the names rules use
 * @param kernel the oldest one
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

    /** For a rule that is for such surroundings only: all that it asks for is there. */
    boolean isMetIn(SeccompContext here) {
        return here.capabilities().containsAll(capabilities)
                && (architectures.isEmpty()
                        || architectures.contains(here.architecture().inRules()))
                && kernel.map(here.kernel()::isAtLeast).orElse(true);
    }

    /** For a rule that is for all surroundings but such: anything of it is there. */
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
