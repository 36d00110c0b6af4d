package faastrace.project;

import faastrace.document.Value;
import faastrace.overlay.Level;
import faastrace.overlay.Overlay;
import faastrace.patch.FileChange;
import faastrace.rewrite.Rewrite;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was done to a template: what the lock keeps and what status compares with.
 *
 * @param origin where the template came from, if known
 * @param level how finely it is traced
 * @param overlays name to version
 * @param settings by name
 * @param files by path in the template, the sha256 before and after
 */
record PatchRecord(
        Origin origin,
        Level level,
        Map<String, String> overlays,
        Map<String, String> settings,
        Map<String, Digests> files) {

    /** sha256 before and after; null where there was or is no file. */
    record Digests(String before, String after) {}

    static PatchRecord of(Origin origin, Rewrite rewrite, Settings settings) {
        Map<String, String> overlays = new LinkedHashMap<>();
        rewrite.overlays().stream()
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .forEach((Overlay overlay) -> overlays.put(overlay.name(), overlay.version()));
        Map<String, String> values = new LinkedHashMap<>();
        settings.byName().forEach((name, value) -> values.put(name, value.toString()));
        Map<String, Digests> files = new TreeMap<>();
        for (FileChange change : rewrite.patch().changes()) {
            files.put(
                    change.path(),
                    new Digests(
                            change.before() == null
                                    ? null
                                    : Digest.of(change.before().bytes()),
                            change.after() == null
                                    ? null
                                    : Digest.of(change.after().bytes())));
        }
        return new PatchRecord(origin, rewrite.level(), overlays, values, files);
    }

    /** As plain data, in a fixed order. */
    Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        origin.writeTo(data);
        data.put("level", level.word());
        data.put("overlays", overlays);
        data.put("settings", settings);
        Map<String, Object> digests = new LinkedHashMap<>();
        files.forEach((path, digest) -> {
            Map<String, Object> pair = new LinkedHashMap<>();
            if (digest.before() != null) {
                pair.put("before", digest.before());
            }
            if (digest.after() != null) {
                pair.put("after", digest.after());
            }
            digests.put(path, pair);
        });
        data.put("files", digests);
        return data;
    }

    static PatchRecord read(Value value) {
        value.allow("repository", "ref", "commit", "level", "overlays", "settings", "files");
        Map<String, Digests> files = new TreeMap<>();
        value.require("files")
                .fields()
                .forEach((path, pair) -> files.put(
                        path,
                        new Digests(
                                pair.findText("before").orElse(null),
                                pair.findText("after").orElse(null))));
        return new PatchRecord(
                Origin.read(value),
                level(value.require("level")),
                texts(value, "overlays"),
                texts(value, "settings"),
                files);
    }

    private static Level level(Value value) {
        for (Level level : Level.values()) {
            if (level.word().equals(value.text())) {
                return level;
            }
        }
        throw value.problem("'" + value.text() + "' is no level", "restore the file, or delete it and patch again");
    }

    private static Map<String, String> texts(Value value, String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        Optional<Value> mapping = value.find(key);
        mapping.map(Value::fields).orElse(Map.of()).forEach((name, text) -> texts.put(name, text.text()));
        return texts;
    }
}
