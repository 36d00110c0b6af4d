package faastrace.agent.hook;

import faastrace.document.Value;
import faastrace.document.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A row of the table of hook cases. The comment at the start of the table explains the columns. */
record HookCase(
        String name,
        String agent,
        Map<String, String> settings,
        List<String> calls,
        Optional<List<String>> events,
        Optional<List<String>> control,
        Optional<List<String>> invocations,
        Optional<List<String>> named,
        Optional<List<String>> numbers) {
    private static final Path TABLE = Path.of("src/test/resources/hooks/conformance.yml");

    /** All rows of the table. */
    static List<HookCase> all() {
        try {
            return Yaml.read(TABLE.toString(), Files.readString(TABLE)).items().stream()
                    .map(HookCase::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HookCase read(Value row) {
        row.allow("case", "agent", "settings", "calls", "events", "control", "invocations", "named", "numbers");
        return new HookCase(
                row.require("case").text(),
                row.findText("agent").orElse("armed"),
                row.require("settings").fields().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, setting -> setting.getValue().text())),
                row.require("calls").texts(),
                row.find("events").map(Value::texts),
                row.find("control").map(Value::texts),
                row.find("invocations").map(Value::texts),
                row.find("named").map(Value::texts),
                row.find("numbers").map(Value::texts));
    }

    /** Whether sampling must be off after the last request. */
    boolean rests() {
        return !"all".equals(settings.get("FAAS_TRACE_SAMPLE"));
    }
}
