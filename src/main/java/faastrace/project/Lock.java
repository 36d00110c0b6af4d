package faastrace.project;

import faastrace.document.UserFile;
import faastrace.document.Value;
import faastrace.document.Yaml;
import faastrace.project.settings.PatchSettings;
import faastrace.project.settings.SettingChange;
import faastrace.project.stack.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code faas-trace.lock}: one record for each patched target. The file is committed next to the stack file.
 *
 * @param records the records by target key
 */
record Lock(SortedMap<String, PatchRecord> records) {
    static final String FILE = "faas-trace.lock";
    private static final String HEAD =
            "# Written by faas-trace. Commit this file: `faas-trace patch --check --locked` checks against it.\n";

    /** @throws faastrace.problem.Problem with line and column if the file is broken */
    static Lock read(Path root) {
        SortedMap<String, PatchRecord> records = new TreeMap<>();
        UserFile.find(FILE, root.resolve(FILE)).ifPresent(text -> {
            Value file = Yaml.read(FILE, text);
            file.allow("version", "targets");
            file.require("version").version(1);
            file.require("targets").fields().forEach((key, value) -> records.put(key, PatchRecord.read(value)));
        });
        return new Lock(records);
    }

    Optional<PatchRecord> record(String key) {
        return Optional.ofNullable(records.get(key));
    }

    /** The settings that differ from those with which the target was patched. */
    List<SettingChange> settingChanges(Target target, PatchSettings now) {
        return record(target.key())
                .map(record -> now.changesSince(record.settings()))
                .orElse(List.of());
    }

    /** A copy with these records set. A record that maps to null is removed. */
    Lock with(Map<String, @Nullable PatchRecord> changes) {
        SortedMap<String, PatchRecord> changed = new TreeMap<>(records);
        changes.forEach((key, value) -> {
            if (value == null) {
                changed.remove(key);
            } else {
                changed.put(key, value);
            }
        });
        return new Lock(changed);
    }

    /** The file's bytes. If there are no records, no file is needed, so the result is null. */
    byte @Nullable [] bytes() {
        if (records.isEmpty()) {
            return null;
        }
        Map<String, Object> targets = new LinkedHashMap<>();
        records.forEach((key, value) -> targets.put(key, value.toData()));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("version", 1);
        data.put("targets", targets);
        return (HEAD + Yaml.write(data)).getBytes(StandardCharsets.UTF_8);
    }
}
