package faastrace.cli.project;

import faastrace.document.Json;
import faastrace.project.TargetState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Writes targets and what happened to them as JSON. */
final class TargetsJson {
    /** The version of the JSON format. */
    private static final int VERSION = 1;

    private TargetsJson() {}

    /** @param word the word for a target's state */
    static String of(List<TargetState> states, Function<TargetState, String> word) {
        List<Map<String, Object>> items = new ArrayList<>();
        for (TargetState state : states) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("name", state.target().name());
            item.put("folder", state.target().folder());
            item.put("state", word.apply(state));
            item.put("level", state.level().word());
            item.put("overlays", state.overlays());
            state.refusal().ifPresent(reason -> item.put("reason", reason));
            item.put(
                    "notes",
                    Stream.concat(state.notes().stream(), state.limits().stream())
                            .toList());
            items.add(item);
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("version", VERSION);
        data.put("templates", items);
        return Json.write(data);
    }
}
