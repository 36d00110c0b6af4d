package faastrace.host.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What was found at one gate.
 *
 * @param gate its name: kernel, perf, capabilities, seccomp, paranoid, memlock, no_new_privs, maps, collector
 * @param what what was seen, one sentence
 * @param cure the line that opens it; empty where it is open
 */
public record Finding(String gate, State state, String what, String cure) {
    /** Where a gate stands. */
    public enum State {
        /** Open. */
        OK,
        /** Nothing passes. */
        SHUT,
        /** Worth knowing, or not tried. */
        NOTE
    }

    /** For machines. */
    public Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("gate", gate);
        data.put("state", state.name().toLowerCase(Locale.ROOT));
        data.put("what", what);
        data.put("cure", cure);
        return data;
    }
}
