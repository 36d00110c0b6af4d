package faastrace.project.settings;

import faastrace.document.HttpUrl;
import faastrace.document.UserFile;
import faastrace.document.Value;
import faastrace.document.Yaml;
import faastrace.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a patch. Each comes from the first place that sets it: flag, environment, {@code faas-trace.yaml},
 * default.
 *
 * @param values the values that go into traced images
 * @param overlays a folder of overlays that extend or replace the built-in ones, if any
 * @param leftOut templates that are never patched
 */
public record PatchSettings(Map<Setting, String> values, Optional<Path> overlays, List<String> leftOut) {
    /** The settings file in a function repository. */
    public static final String FILE = "faas-trace.yaml";

    private static final String OTHER_FILE = "faas-trace.yml";

    private static final String OVERLAYS = "overlays";
    private static final String LEAVE_OUT = "leave-out";
    private static final Pattern WITH_USER = Pattern.compile("//[^/?#]*@");

    /**
     * Reads the settings of a function repository.
     *
     * @param root its folder
     * @param environment the environment variables
     * @param flags values given on the command line
     * @throws Problem if a setting is invalid; the message names file, line and column, or the flag or variable
     */
    public static PatchSettings read(Path root, Map<String, String> environment, Map<Setting, @Nullable String> flags) {
        Value file = file(root);
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            values.put(setting, value(setting, file, environment, flags));
        }
        Optional<Path> overlays = Optional.ofNullable(environment.get("FAAS_TRACE_OVERLAYS"))
                .map(root::resolve)
                .or(() -> file.findText(OVERLAYS).map(root::resolve));
        List<String> leftOut = Optional.ofNullable(environment.get("FAAS_TRACE_LEAVE_OUT"))
                .map(names -> List.of(names.split("[, ]+")))
                .orElseGet(() -> file.find(LEAVE_OUT).map(Value::texts).orElse(List.of()));
        return new PatchSettings(values, overlays, leftOut);
    }

    /** The defaults, for commands that need no settings. Files and the environment are ignored. */
    public static PatchSettings standard() {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            values.put(setting, setting.standard());
        }
        return new PatchSettings(values, Optional.empty(), List.of());
    }

    /** A copy with another overlays folder, if one is given. */
    public PatchSettings withOverlays(Optional<Path> folder) {
        return new PatchSettings(values, folder.or(() -> overlays), leftOut);
    }

    /** A copy that leaves out more templates. */
    public PatchSettings leavingOut(List<String> names) {
        List<String> all = new ArrayList<>(leftOut);
        all.addAll(names);
        return new PatchSettings(values, overlays, all);
    }

    /** The values by name, as overlay texts and the lock use them. */
    public Map<String, Object> byName() {
        Map<String, Object> byName = new LinkedHashMap<>();
        values.forEach((setting, value) -> byName.put(name(setting), value));
        return byName;
    }

    /** The values that differ from the default, by name. */
    public Map<String, Object> changedByName() {
        Map<String, Object> changed = byName();
        for (Setting setting : Setting.values()) {
            changed.remove(name(setting), setting.standard());
        }
        return changed;
    }

    /** The settings whose values differ from these recorded values. A setting without a recorded value is left out. */
    public List<SettingChange> changesSince(Map<String, String> recorded) {
        List<SettingChange> changes = new ArrayList<>();
        values.forEach((setting, now) -> {
            String was = recorded.get(name(setting));
            if (was != null && !was.equals(now)) {
                changes.add(new SettingChange(setting, was, now));
            }
        });
        return changes;
    }

    private static String name(Setting setting) {
        return setting.name().toLowerCase(Locale.ROOT);
    }

    private static String value(
            Setting setting, Value file, Map<String, String> environment, Map<Setting, @Nullable String> flags) {
        if (flags.get(setting) != null) {
            return checked(setting, flags.get(setting), "--" + setting.key());
        }
        String inEnvironment = environment.getOrDefault(setting.variable(), "");
        if (!inEnvironment.isEmpty()) {
            return checked(setting, inEnvironment, setting.variable());
        }
        Optional<Value> inFile = file.find(setting.key());
        return inFile.map(value -> checked(setting, value.text(), value.where()))
                .orElse(setting.standard());
    }

    private static String checked(Setting setting, String value, String where) {
        if (setting.isUrl() && WITH_USER.matcher(value).find()) {
            // The value is not shown, because the message may end up in a log.
            throw new Problem(
                    where,
                    "the URL contains a user name or password, which would end up in the image and in faas-trace.lock",
                    setting == Setting.URL
                            ? "remove them; when you deploy the function, give it a token with FAAS_TRACE_TOKEN_FILE"
                            : "remove them; set " + setting.variable() + " when you deploy the function");
        }
        String clean = setting.clean(value);
        if (!setting.accepts(clean)) {
            throw new Problem(where, "'" + clean + "' is not a valid value", "use " + setting.accepted());
        }
        if (setting.isUrl() && !clean.equals(setting.standard())) {
            HttpUrl.check(where, clean);
        }
        return clean;
    }

    private static Value file(Path root) {
        String name = Files.exists(root.resolve(FILE)) ? FILE : OTHER_FILE;
        Value file = Yaml.read(name, UserFile.find(name, root.resolve(name)).orElse(""));
        List<String> keys = new ArrayList<>(List.of(OVERLAYS, LEAVE_OUT));
        for (Setting setting : Setting.values()) {
            keys.add(setting.key());
        }
        file.allow(keys.toArray(String[]::new));
        return file;
    }
}
