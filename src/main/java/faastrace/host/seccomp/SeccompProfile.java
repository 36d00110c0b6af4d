package faastrace.host.seccomp;

import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A seccomp profile, which determines the system calls that a container may make. It has one of two forms. In the form
 * of Docker, Podman and CRI-O, rules may have conditions. In the flat form of the OCI runtime specification, rules have
 * no conditions.
 */
public final class SeccompProfile {
    private static final Set<String> KNOWN_KEYS =
            Set.of("defaultAction", "defaultErrnoRet", "defaultErrno", "architectures", "archMap", "flags", "syscalls");

    private final String source;
    private final String text;
    private final Value document;
    private final List<SeccompRule> rules;

    private SeccompProfile(String source, String text, Value document, List<SeccompRule> rules) {
        this.source = source;
        this.text = text;
        this.document = document;
        this.rules = rules;
    }

    /**
     * Reads a profile.
     *
     * @param source the file's path as shown to the user
     * @throws Problem with line and column if the text is not a profile
     */
    public static SeccompProfile read(String source, String text) {
        Value document = Json.read(source, text);
        if (!document.isMapping()) {
            throw document.problem("is not a seccomp profile", "name a profile that container engines accept");
        }
        refuseMisspelt(document);
        if (document.find("architectures").isPresent()
                && document.find("archMap").isPresent()) {
            throw document.problem(
                    "has both 'architectures' and 'archMap'", "remove one of them, because engines reject both");
        }
        SeccompRule.action(document.require("defaultAction"));
        List<SeccompRule> rules = document.require("syscalls").items().stream()
                .map(SeccompRule::read)
                .toList();
        return new SeccompProfile(source, text, document, rules);
    }

    /**
     * Rejects keys in unusual upper or lower case. Engines accept keys in any case, but this class would overlook such
     * keys.
     */
    private static void refuseMisspelt(Value document) {
        document.fields().forEach((key, value) -> {
            for (String known : KNOWN_KEYS) {
                if (known.equalsIgnoreCase(key) && !known.equals(key)) {
                    throw value.problem("'" + key + "' is not the usual spelling", "write '" + known + "'");
                }
            }
        });
    }

    /** The file's path as shown to the user. */
    public String source() {
        return source;
    }

    /** The text of the file. */
    public String text() {
        return text;
    }

    Value document() {
        return document;
    }

    /** The rules, in the order of the file. */
    public List<SeccompRule> rules() {
        return rules;
    }

    /** Whether the call is allowed unconditionally, with any arguments. */
    public boolean allows(String call) {
        List<SeccompRule> about =
                rules.stream().filter(rule -> rule.names().contains(call)).toList();
        boolean allowed = about.stream()
                .anyMatch(rule -> !rule.isConditional() && rule.verdict().allowsAlways());
        return about.isEmpty()
                ? fallback().allowsAlways()
                : allowed && about.stream().allMatch(rule -> rule.verdict().allowsAlways());
    }

    /**
     * A copy that also allows the call unconditionally. If this profile already allows the call, returns this profile.
     */
    public SeccompProfile allowing(String call) {
        return allows(call) ? this : read(source, new SeccompEdit(this, call).text());
    }

    /** The action for calls that aren't named in any rule. */
    public SeccompAction fallback() {
        int errno = SeccompRule.errno(document, "defaultErrnoRet", "defaultErrno");
        return new SeccompAction(document.require("defaultAction").text(), errno, List.of());
    }

    /** The actions for each call that applicable rules name, in the rules' order. A repeated action counts once. */
    Map<String, List<SeccompAction>> verdicts(SeccompContext here) {
        Map<String, List<SeccompAction>> verdicts = new LinkedHashMap<>();
        for (SeccompRule rule : rules) {
            for (String name : rule.countsIn(here) ? rule.names() : List.<String>of()) {
                List<SeccompAction> known = verdicts.computeIfAbsent(name, n -> new ArrayList<>());
                if (!known.contains(rule.verdict())) {
                    known.add(rule.verdict());
                }
            }
        }
        return verdicts;
    }

    /** The calls that the other profile treats differently; {@code *} stands for calls that no rule names. */
    public Set<String> differences(SeccompProfile other, SeccompContext here) {
        Map<String, List<SeccompAction>> ours = verdicts(here);
        Map<String, List<SeccompAction>> theirs = other.verdicts(here);
        Set<String> calls = new TreeSet<>(ours.keySet());
        calls.addAll(theirs.keySet());
        calls.removeIf(call -> verdictsOn(call, ours).equals(other.verdictsOn(call, theirs)));
        if (!fallback().equals(other.fallback()) || !architectures(here).equals(other.architectures(here))) {
            calls.add("*");
        }
        return calls;
    }

    /** Whether the call is allowed in a context with at least some arguments. */
    boolean letsThrough(String call, SeccompContext here) {
        return verdictsOn(call, verdicts(here)).stream().anyMatch(SeccompAction::letsThrough);
    }

    private List<SeccompAction> verdictsOn(String call, Map<String, List<SeccompAction>> verdicts) {
        return verdicts.getOrDefault(call, List.of(fallback()));
    }

    /**
     * The architectures whose calls are filtered, the main one first. If empty, the machine's own architecture is
     * filtered.
     */
    List<String> architectures(SeccompContext here) {
        if (document.find("architectures").isPresent()) {
            return document.require("architectures").texts();
        }
        for (Value entry : document.find("archMap").map(Value::items).orElse(List.of())) {
            if (entry.require("architecture").text().equals(here.architecture().seccomp())) {
                List<String> all =
                        new ArrayList<>(List.of(entry.require("architecture").text()));
                all.addAll(entry.find("subArchitectures").map(Value::texts).orElse(List.of()));
                return all;
            }
        }
        return List.of();
    }

    /** The rules that apply in a context, in flat form for containerd and the security-profiles-operator. */
    public SeccompProfile flat(SeccompContext here) {
        return read(source, Json.write(flatData(here)));
    }

    /** The data of the flat form. */
    public Map<String, Object> flatData(SeccompContext here) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("defaultAction", fallback().action());
        if (fallback().errno() >= 0) {
            data.put("defaultErrnoRet", fallback().errno());
        }
        List<String> architectures = architectures(here);
        data.put(
                "architectures",
                architectures.isEmpty() ? List.of(here.architecture().seccomp()) : architectures);
        Optional<Value> flags = document.find("flags");
        flags.ifPresent(value -> data.put("flags", value.texts()));
        data.put(
                "syscalls",
                rules.stream()
                        .filter(rule -> rule.countsIn(here))
                        .map(rule -> rule.verdict().toRule(rule.names()))
                        .toList());
        return data;
    }
}
