package faastrace.host.seccomp;

import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.document.Yaml;
import faastrace.host.ResourceText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The default rules of engines, from files in {@code seccomp/} that were transcribed from the engines' own rules. */
public final class DefaultRules {
    private DefaultRules() {}

    /** The profile of the newest known release of an engine: docker, podman or containerd. */
    public static SeccompProfile of(String engine) {
        Value rules = rules(engine);
        return profile(
                rules, rules.findText("last-release").map(EngineRelease::of), "the built-in rules for " + engine);
    }

    /**
     * The profile of a release of the engine. If the release is not known, the profile of the nearest known release.
     */
    public static SeccompProfile of(String engine, EngineRelease release) {
        return profile(rules(engine), Optional.of(release), "the built-in rules for " + engine + " " + release);
    }

    /** The engine's name in its usual spelling. */
    public static String title(String engine) {
        return rules(engine).require("title").text();
    }

    /** Whether there are rules for each release of the engine. If not, one set of rules stands for all releases. */
    public static boolean hasReleases(String engine) {
        return rules(engine).find("last-release").isPresent();
    }

    /** The first release whose rules are known. */
    public static EngineRelease first(String engine) {
        return EngineRelease.of(rules(engine).require("first-release").text());
    }

    /** The last release whose rules are known. */
    public static EngineRelease last(String engine) {
        return EngineRelease.of(rules(engine).require("last-release").text());
    }

    /** The first known release and all later releases that changed the rules, oldest first. */
    public static List<EngineRelease> changes(String engine) {
        Value rules = rules(engine);
        TreeSet<EngineRelease> releases = new TreeSet<>(Set.of(first(engine)));
        rules.require("rules").items().forEach(rule -> releases.addAll(EngineRelease.ends(words(rule, "releases"))));
        return List.copyOf(releases);
    }

    private static Value rules(String engine) {
        String file = "/seccomp/" + engine + ".yml";
        return Yaml.read(file, ResourceText.of(file));
    }

    private static SeccompProfile profile(Value rules, Optional<EngineRelease> release, String source) {
        Map<String, Object> profile = new LinkedHashMap<>();
        profile.put("defaultAction", "SCMP_ACT_ERRNO");
        profile.put("defaultErrnoRet", rules.require("default-errno").number(0, 4095));
        List<Object> architectures = new ArrayList<>();
        rules.require("architectures").fields().forEach((name, others) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("architecture", "SCMP_ARCH_" + name);
            entry.put(
                    "subArchitectures",
                    others.texts().stream().map(other -> "SCMP_ARCH_" + other).toList());
            architectures.add(entry);
        });
        profile.put("archMap", architectures);
        profile.put(
                "syscalls",
                rules.require("rules").items().stream()
                        .filter(rule -> release.isEmpty() || release.get().isIn(words(rule, "releases")))
                        .map(DefaultRules::rule)
                        .toList());
        return SeccompProfile.read(source, Json.write(profile));
    }

    private static Map<String, Object> rule(Value from) {
        from.allow("allow", "refuse", "errno", "with", "without", "on", "not-on", "since", "where", "releases");
        boolean allows = from.find("allow").isPresent();
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("names", names(from.require(allows ? "allow" : "refuse")));
        rule.put("action", allows ? SeccompAction.ALLOW : "SCMP_ACT_ERRNO");
        from.find("errno").ifPresent(errno -> rule.put("errnoRet", errno.number(0, 4095)));
        from.findText("where").ifPresent(where -> rule.put("args", comparisons(where)));
        RuleCondition only = new RuleCondition(
                words(from, "with"), words(from, "on"), from.findText("since").map(KernelVersion::of));
        RuleCondition not = new RuleCondition(words(from, "without"), words(from, "not-on"), Optional.empty());
        if (!only.isEmpty()) {
            rule.put("includes", only.toData());
        }
        if (!not.isEmpty()) {
            rule.put("excludes", not.toData());
        }
        return rule;
    }

    /** The names of system calls. A file may group the names under headings, which have no effect. */
    private static List<String> names(Value value) {
        if (value.isText()) {
            return words(value.text());
        }
        List<String> names = new ArrayList<>();
        value.fields().values().forEach(group -> names.addAll(words(group.text())));
        return names.stream().sorted().toList();
    }

    private static List<String> words(Value from, String key) {
        return from.findText(key).map(DefaultRules::words).orElse(List.of());
    }

    private static List<String> words(String text) {
        return Arrays.asList(text.strip().split("\\s+"));
    }

    private static List<Map<String, Object>> comparisons(String where) {
        return Arrays.stream(where.split(", ")).map(DefaultRules::comparison).toList();
    }

    /** Reads {@code INDEX OPERATOR VALUE}, or {@code INDEX & MASK == VALUE}. */
    private static Map<String, Object> comparison(String text) {
        String[] parts = text.split(" ");
        Map<String, Object> comparison = new LinkedHashMap<>();
        comparison.put("index", Integer.valueOf(parts[0]));
        comparison.put("value", Long.valueOf(parts[2]));
        if (parts[1].equals("&")) {
            comparison.put("valueTwo", Long.valueOf(parts[4]));
        }
        comparison.put(
                "op",
                "SCMP_CMP_"
                        + switch (parts[1]) {
                            case "<" -> "LT";
                            case ">" -> "GT";
                            case "==" -> "EQ";
                            case "!=" -> "NE";
                            case "&" -> "MASKED_EQ";
                            default -> throw new IllegalArgumentException(text);
                        });
        return comparison;
    }
}
