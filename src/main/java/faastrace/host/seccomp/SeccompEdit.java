package faastrace.host.seccomp;

import faastrace.document.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Allows a call in a profile's text. First removes the call from all rules, because a rule that blocks the call would
 * still apply next to the new rule. Then adds a rule at the end that allows only this call. All other bytes stay the
 * same.
 */
final class SeccompEdit {
    private final SeccompProfile profile;
    private final String call;
    private final String original;

    SeccompEdit(SeccompProfile profile, String call) {
        this.profile = profile;
        this.call = call;
        this.original = profile.text();
    }

    String text() {
        Value list = profile.document().require("syscalls");
        List<Value> rules = list.items();
        List<String> edited = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            edited.add(without(rules.get(i), profile.rules().get(i)));
        }
        String rule = "{\"names\": [\"" + call + "\"], \"action\": \"" + SeccompAction.ALLOW + "\"}";
        return replace(original, 0, list, new JsonList(original, list).print(edited, rule));
    }

    /** The rule's text without the call; null if nothing is left of the rule. */
    private @Nullable String without(Value value, SeccompRule rule) {
        int start = value.offset(original);
        String text = original.substring(start, JsonList.end(original, start));
        if (!rule.names().contains(call)) {
            return text;
        }
        if (rule.names().stream().allMatch(call::equals)) {
            return null;
        }
        Value names = value.require("names");
        List<String> kept = new ArrayList<>();
        for (Value name : names.items()) {
            int at = name.offset(original);
            kept.add(name.text().equals(call) ? null : original.substring(at, JsonList.end(original, at)));
        }
        return replace(text, start, names, new JsonList(original, names).print(kept, null));
    }

    /** Replaces a value's text in a piece of the original document. The piece starts at offset {@code pieceStart}. */
    private String replace(String piece, int pieceStart, Value value, String text) {
        int start = value.offset(original);
        int end = JsonList.end(original, start);
        return piece.substring(0, start - pieceStart) + text + piece.substring(end - pieceStart);
    }
}
