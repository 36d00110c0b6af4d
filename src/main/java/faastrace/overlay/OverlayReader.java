package faastrace.overlay;

import faastrace.document.Value;
import faastrace.frames.RuntimePatterns;
import faastrace.overlay.match.Match;
import faastrace.overlay.match.MatchReader;
import faastrace.overlay.match.NamedPatterns;
import faastrace.overlay.match.OverlayFolder;
import faastrace.overlay.match.PatternReader;
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
import java.util.regex.Pattern;

/** Reads an {@code overlay.yml} and the files next to it. Every error names file, line and column. */
final class OverlayReader {
    private static final String[] KEYS = {
        "version",
        "kind",
        "formerly",
        "patterns",
        "description",
        "priority",
        "level",
        "frames",
        "runtime",
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
        "reasons",
        "users",
        "launchers",
        "ignore"
    };
    private static final Pattern LANGUAGE = Pattern.compile("[a-z][a-z0-9]{0,30}");
    private static final Pattern RELEASE = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,4}){0,2}");

    private final OverlayFolder folder;
    private final Value root;
    private final PatternReader patterns;

    private OverlayReader(OverlayFolder folder, NamedPatterns named) {
        this.folder = folder;
        this.root = folder.root();
        this.patterns = new PatternReader(named);
    }

    /** @param named the named patterns that the overlay's patterns can use */
    static Overlay read(OverlayFolder folder, NamedPatterns named) {
        return new OverlayReader(folder, named).read();
    }

    private Overlay read() {
        root.allow(KEYS);
        root.require("version").version(1);
        OverlayKind kind = choice(root.require("kind"), OverlayKind.values());
        Level level = root.find("level").map(v -> choice(v, Level.values())).orElse(Level.NONE);
        if ((kind == OverlayKind.ENTRY) != (level != Level.NONE)) {
            throw root.problem(
                    "'level' is required for kind entry and not allowed for other kinds",
                    "for an entry, set level: invocation or level: process; otherwise remove it");
        }
        Match match = root.find("match").map(new MatchReader(patterns)::read).orElse(new Match.All(List.of()));
        if (kind == OverlayKind.ENTRY && needsEntry() && !match.namesEntry()) {
            throw root.problem(
                    "nothing in 'match' says which file the entry is",
                    "add 'entry: FILE', or a group named entry to 'fprocess': (?<entry>\\S+)");
        }
        root.find("runtime").ifPresent(RuntimePatterns::read); // only pages use this field, so it is only checked here
        OverlayNotes knowledge = new OverlayNotesReader(patterns).read(root, kind);
        List<Edit> edits = edits();
        return new Overlay(
                folder.name(),
                root.findText("description").orElse(""),
                kind,
                root.find("priority").map(v -> v.number(-100, 100)).orElse(0),
                level,
                root.findText("frames").orElse(""),
                root.find("oldest").map(OverlayReader::oldest).orElse(Map.of()),
                match,
                root.find("files").map(this::files).orElse(List.of()),
                edits,
                install(kind),
                refuse(kind),
                root.find("settle").map(Value::texts).orElse(List.of()),
                root.find("check").map(Value::texts).orElse(List.of()),
                knowledge,
                folder.texts(),
                digest(),
                folder.builtIn());
    }

    private static Map<String, List<String>> oldest(Value languages) {
        Map<String, List<String>> oldest = new LinkedHashMap<>();
        languages.fields().forEach((language, versions) -> {
            if (!LANGUAGE.matcher(language).matches()) {
                throw versions.problem(
                        "'" + language + "' is not a valid language name",
                        "start with a lower-case letter, and use only lower-case letters and digits");
            }
            for (String version : versions.texts()) {
                if (!RELEASE.matcher(version).matches()) {
                    throw versions.problem("'" + version + "' is not a version", "write a version such as '1.11'");
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
                    "a distribution needs either 'install' or 'refuse'",
                    "add the shell command that installs its packages, or the reason why there is none");
        }
        return install;
    }

    private Optional<String> refuse(OverlayKind kind) {
        Optional<Value> refuse = root.find("refuse");
        if (refuse.isPresent() && kind != OverlayKind.DISTRIBUTION && kind != OverlayKind.ENTRY) {
            throw refuse.get().problem("'refuse' is only allowed with kind distribution or entry", "remove it");
        }
        return refuse.map(Value::text);
    }

    private List<AddedFile> files(Value list) {
        return list.items().stream().map(this::file).toList();
    }

    private AddedFile file(Value item) {
        item.allow("from", "to", "beside", "executable");
        Value from = item.require("from");
        if (!folder.texts().containsKey(from.text())) {
            throw from.problem(
                    "'" + from.text() + "' is not in the overlay's folder", "add the file, or correct the name");
        }
        boolean executable = item.find("executable").map(Value::flag).orElse(false);
        if (item.find("beside").isPresent()) {
            if (!item.require("beside").text().equals("entry")
                    || item.find("to").isPresent()) {
                throw item.problem("'beside' must be 'entry', and excludes 'to'", "write 'beside: entry' without 'to'");
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
            throw value.problem("'" + value.text() + "' is not a path inside a template", "use a relative path");
        }
        return value.text();
    }

    private List<Edit> edits() {
        EditReader reader = new EditReader(patterns);
        List<Edit> edits = new ArrayList<>();
        root.find("edits").ifPresent(list -> list.items().forEach(item -> edits.add(reader.textEdit(item))));
        root.find("dockerfile").ifPresent(list -> list.items().forEach(item -> edits.add(reader.dockerfileEdit(item))));
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
        throw value.problem("unknown value '" + value.text() + "'", "use one of " + words);
    }

    /** A digest of the files and of the named patterns in use. The patterns may be in other folders. */
    private String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            folder.texts().forEach((file, bytes) -> {
                digest.update((file + "\0" + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            });
            patterns.used()
                    .forEach((name, text) ->
                            digest.update((name + "\0" + text + "\0").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
