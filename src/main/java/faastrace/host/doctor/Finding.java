package faastrace.host.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The result of one check.
 *
 * @param gate the check: kernel, perf, capabilities, seccomp, paranoid, memlock, no_new_privs, maps, collector
 * @param what what was found, as one sentence
 * @param cure the command line that fixes it; empty if there is nothing to fix
 */
public record Finding(String gate, State state, String what, String cure) {
    /** The outcome of a check. */
    public enum State {
        /** Nothing blocks a recording here. */
        OK,
        /** Blocks recordings, or keeps traces from being sent. */
        SHUT,
        /** Worth knowing, or not tried. */
        NOTE
    }

    /** The finding as data, for JSON. */
    public Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("gate", gate);
        data.put("state", state.name().toLowerCase(Locale.ROOT));
        data.put("what", what);
        data.put("cure", cure);
        return data;
    }
}
