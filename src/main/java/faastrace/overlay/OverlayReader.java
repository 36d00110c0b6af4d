package faastrace.overlay;

import faastrace.document.Value;
import faastrace.document.Yaml;
import faastrace.problem.Problem;
import faastrace.template.Text;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/** Reads an {@code overlay.yml} and the files beside it. Every error names file, line and column. */
final class OverlayReader {
    static final String FILE = "overlay.yml";
    private static final String[] KEYS = {
        "version",
        "kind",
        "formerly",
        "description",
        "priority",
        "level",
        "frames",
        "oldest",
        "match",
        "files",
        "edits",
        "dockerfile",
        "install",
        "refuse",
        "settle",
        "check",
        "needs",
        "caveats",
        "users",
        "launchers"
    };
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern LANGUAGE = Pattern.compile("[a-z][a-z0-9]{0,30}");
    private static final Pattern RELEASE = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,4}){0,2}");

    private final String name;
    private final Map<String, byte[]> texts;
    private final Value root;

    private OverlayReader(String name, Map<String, byte[]> texts, Value root) {
        this.name = name;
        this.texts = texts;
        this.root = root;
    }

    /**
     * @param name the folder's name
     * @param where the folder as the user knows it
     * @param texts the folder's files by relative path
     * @param builtIn whether it comes with faas-trace
     */
    static Overlay read(String name, String where, SortedMap<String, byte[]> texts, boolean builtIn) {
        byte[] bytes = texts.get(FILE);
        if (bytes == null) {
            throw new Problem(where, "there is no " + FILE, "add one, or take the folder away");
        }
        Value root = Yaml.read(where + "/" + FILE, Text.decode(bytes));
        if (!NAME.matcher(name).matches()) {
            throw root.problem("the folder's name '" + name + "' is no overlay name", "use letters, digits, . _ -");
        }
        return new OverlayReader(name, texts, root).read(builtIn);
    }

    private Overlay read(boolean builtIn) {
        root.allow(KEYS);
        root.require("version").number(1, 1);
        OverlayKind kind = choice(root.require("kind"), OverlayKind.values());
        Level level = root.find("level").map(v -> choice(v, Level.values())).orElse(Level.NONE);
        if ((kind == OverlayKind.ENTRY) != (level != Level.NONE)) {
            throw root.problem(
                    "'level' goes with kind entry, and only with it", "set level: invocation or level: process");
        }
        Match match = root.find("match").map(MatchReader::read).orElse(new Match.All(List.of()));
        if (kind == OverlayKind.ENTRY && needsEntry() && !match.namesEntry()) {
            throw root.problem(
                    "nothing in 'match' says which file the entry is",
                    "add 'entry: FILE', or a group named entry to 'fprocess': (?<entry>\\S+)");
        }
        return new Overlay(
                name,
                root.findText("description").orElse(""),
                kind,
                root.find("priority").map(v -> v.number(-100, 100)).orElse(0),
                level,
                root.findText("frames").orElse(""),
                root.find("oldest").map(OverlayReader::oldest).orElse(Map.of()),
                match,
                root.find("files").map(this::files).orElse(List.of()),
                edits(),
                install(kind),
                refuse(kind),
                root.find("settle").map(Value::texts).orElse(List.of()),
                root.find("check").map(Value::texts).orElse(List.of()),
                KnowledgeReader.read(root, kind),
                texts,
                digest(),
                builtIn);
    }

    private static Map<String, List<String>> oldest(Value languages) {
        Map<String, List<String>> oldest = new LinkedHashMap<>();
        languages.fields().forEach((language, versions) -> {
            if (!LANGUAGE.matcher(language).matches()) {
                throw versions.problem("'" + language + "' is not the name of a language", "use lower-case letters");
            }
            for (String version : versions.texts()) {
                if (!RELEASE.matcher(version).matches()) {
                    throw versions.problem("'" + version + "' is not a version", "write it as '1.11'");
                }
            }
            oldest.put(language, versions.texts());
        });
        return Collections.unmodifiableMap(oldest);
    }

    private boolean needsEntry() {
        boolean beside = root.find("files").map(Value::items).orElse(List.of()).stream()
                .anyMatch(file -> file.find("beside").isPresent());
        return beside
                || root.find("edits").map(Value::items).orElse(List.of()).stream()
                        .anyMatch(edit -> edit.findText("file").orElse("").equals("entry"));
    }

    private Optional<String> install(OverlayKind kind) {
        Optional<String> install = root.findText("install");
        if (kind == OverlayKind.DISTRIBUTION
                && install.isEmpty() == root.find("refuse").isEmpty()) {
            throw root.problem(
                    "a distribution needs 'install' or 'refuse'",
                    "add the shell command that installs its packages, or why there can be none");
        }
        return install;
    }

    private Optional<String> refuse(OverlayKind kind) {
        Optional<Value> refuse = root.find("refuse");
        if (refuse.isPresent() && kind != OverlayKind.DISTRIBUTION && kind != OverlayKind.ENTRY) {
            throw refuse.get().problem("'refuse' goes with kind distribution or entry", "take it out");
        }
        return refuse.map(Value::text);
    }

    private List<AddedFile> files(Value list) {
        return list.items().stream().map(this::file).toList();
    }

    private AddedFile file(Value item) {
        item.allow("from", "to", "beside", "executable");
        Value from = item.require("from");
        if (!texts.containsKey(from.text())) {
            throw from.problem("'" + from.text() + "' is not in the overlay's folder", "add the file or mend the name");
        }
        boolean executable = item.find("executable").map(Value::flag).orElse(false);
        if (item.find("beside").isPresent()) {
            if (!item.require("beside").text().equals("entry")
                    || item.find("to").isPresent()) {
                throw item.problem("'beside: entry' stands alone", "leave out 'to', or write 'beside: entry'");
            }
            String beside = DockerfileWords.path(from.text().replaceFirst("\\.ftl$", ""), from);
            return new AddedFile(from.text(), null, beside, executable);
        }
        return new AddedFile(from.text(), path(item.require("to")), null, executable);
    }

    private static String path(Value value) {
        List<String> segments = Arrays.asList(value.text().split("/", -1));
        if (segments.contains("")
                || segments.contains(".")
                || segments.contains("..")
                || value.text().chars().anyMatch(Character::isISOControl)) {
            throw value.problem("'" + value.text() + "' is no path inside a template", "use a relative path");
        }
        return value.text();
    }

    private List<Edit> edits() {
        List<Edit> edits = new ArrayList<>();
        root.find("edits").ifPresent(list -> list.items().forEach(item -> edits.add(EditReader.textEdit(item))));
        root.find("dockerfile")
                .ifPresent(list -> list.items().forEach(item -> edits.add(EditReader.dockerfileEdit(item))));
        return List.copyOf(edits);
    }

    private static <E extends Enum<E>> E choice(Value value, E[] choices) {
        for (E choice : choices) {
            if (choice.name().toLowerCase(Locale.ROOT).equals(value.text())) {
                return choice;
            }
        }
        String words = String.join(
                ", ",
                Arrays.stream(choices)
                        .map(c -> c.name().toLowerCase(Locale.ROOT))
                        .toList());
        throw value.problem("unknown word '" + value.text() + "'", "use one of " + words);
    }

    private String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            texts.forEach((file, bytes) -> {
                digest.update((file + "\0" + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            });
            return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
