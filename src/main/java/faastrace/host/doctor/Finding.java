package faastrace.host.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The result of one check.
 *
 * @param gate the check: kernel, perf, capabilities, seccomp, paranoid, memlock, no_new_privs, maps, collector
 * @param what the result of the check, as one sentence
 * @param cure how to fix the problem, usually a command line; empty if there is nothing to fix
 */
public record Finding(String gate, State state, String what, String cure) {
    /** The outcome of a check. */
    public enum State {
        /** The check found nothing that blocks recordings. */
        OK,
        /** The check found something that blocks recordings, or keeps traces from being sent. */
        SHUT,
        /** The finding is only information, or the check was not tried. */
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
