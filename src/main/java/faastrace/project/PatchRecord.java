package faastrace.project;

import faastrace.document.Value;
import faastrace.overlay.Level;
import faastrace.overlay.Overlay;
import faastrace.patch.FileChange;
import faastrace.project.settings.PatchSettings;
import faastrace.rewrite.Rewrite;
import faastrace.template.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a patch did to a template. The lock stores this record, and status compares the template with the record.
 *
 * @param origin where the template came from, if known
 * @param level how finely it is traced
 * @param overlays overlay versions by overlay name
 * @param settings values by setting name
 * @param files the SHA-256 before and after, by path in the template
 */
record PatchRecord(
        TemplateSource origin,
        Level level,
        Map<String, String> overlays,
        Map<String, String> settings,
        Map<String, Digests> files) {

    /** The SHA-256 of a file before and after the patch. Null means that the file did not exist. */
    record Digests(@Nullable String before, @Nullable String after) {}

    static PatchRecord of(TemplateSource origin, Rewrite rewrite, PatchSettings settings) {
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

    /** The overlays and settings that have changed since this was recorded, one line each. */
    List<String> differences(Rewrite now, PatchSettings nowSettings) {
        List<String> differences = new ArrayList<>();
        PatchRecord other = of(origin, now, nowSettings);
        differ("overlay ", overlaysByTheirNamesOf(now), other.overlays, differences);
        differ("", settings, other.settings, differences);
        return differences;
    }

    /**
     * The recorded overlays by their current names, so that a renamed overlay is not reported as a change.
     */
    private Map<String, String> overlaysByTheirNamesOf(Rewrite now) {
        Map<String, String> versions = new LinkedHashMap<>(overlays);
        for (Overlay overlay : now.overlays()) {
            for (String former : overlay.formerNames()) {
                String version = versions.remove(former);
                if (version != null) {
                    versions.putIfAbsent(overlay.name(), version);
                }
            }
        }
        return versions;
    }

    private static void differ(
            String kind, Map<String, String> before, Map<String, String> now, List<String> differences) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            String was = before.getOrDefault(name, "");
            String is = now.getOrDefault(name, "");
            if (!was.equals(is)) {
                differences.add(kind + name + " was '" + was + "', now '" + is + "'");
            }
        }
    }

    /** The paths of files that this patch changed and that the template still contains as the patch left them. */
    List<String> changedIn(Template template) {
        return leftIn(template, true);
    }

    /** The paths of files that this patch added and that the template still contains as the patch left them. */
    List<String> addedIn(Template template) {
        return leftIn(template, false);
    }

    private List<String> leftIn(Template template, boolean wasThere) {
        return files.entrySet().stream()
                .filter(file -> (file.getValue().before() != null) == wasThere)
                .filter(file -> template.file(file.getKey())
                        .filter(found ->
                                Digest.of(found.bytes()).equals(file.getValue().after()))
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** This record as plain data, in a fixed order. */
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
                TemplateSource.read(value),
                level(value.require("level")),
                texts(value, "overlays"),
                texts(value, "settings"),
                files);
    }

    private static Level level(Value value) {
        return Level.of(value.text())
                .orElseThrow(() -> value.problem(
                        "'" + value.text() + "' is not a level", "restore the file, or delete it and patch again"));
    }

    private static Map<String, String> texts(Value value, String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        Optional<Value> mapping = value.find(key);
        mapping.map(Value::fields).orElse(Map.of()).forEach((name, text) -> texts.put(name, text.text()));
        return texts;
    }
}
