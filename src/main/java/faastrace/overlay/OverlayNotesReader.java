package faastrace.overlay;

import faastrace.document.Value;
import faastrace.overlay.match.IgnoredText;
import faastrace.overlay.match.MatchReader;
import faastrace.overlay.match.PatternReader;
import faastrace.overlay.match.Patterns;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what an overlay declares about other overlays, images and commands. */
final class OverlayNotesReader {
    private final PatternReader patterns;

    OverlayNotesReader(PatternReader patterns) {
        this.patterns = patterns;
    }

    OverlayNotes read(Value root, OverlayKind kind) {
        goesWith(root, "users", kind, OverlayKind.IMAGE);
        goesWith(root, "launchers", kind, OverlayKind.LAUNCHER);
        return new OverlayNotes(
                root.find("formerly").map(Value::texts).orElse(List.of()),
                root.find("needs").map(Value::texts).orElse(List.of()),
                items(root, "caveats").map(this::caveat).toList(),
                items(root, "reasons").map(this::reason).toList(),
                items(root, "users").map(this::user).toList(),
                items(root, "launchers").map(this::launcher).toList(),
                items(root, "ignore").map(this::ignored).toList());
    }

    private static Stream<Value> items(Value root, String key) {
        return root.find(key).stream().flatMap(list -> list.items().stream());
    }

    private static void goesWith(Value root, String key, OverlayKind kind, OverlayKind home) {
        root.find(key).filter(list -> kind != home).ifPresent(list -> {
            throw list.problem("'" + key + "' is only allowed with kind " + home.word(), "remove it");
        });
    }

    private Caveat caveat(Value item) {
        item.allow("match", "level", "text", "cure");
        Level level = item.find("level").map(OverlayNotesReader::level).orElse(Level.INVOCATION);
        return new Caveat(
                new MatchReader(patterns).read(item.require("match")),
                level,
                item.require("text").text(),
                item.findText("cure"));
    }

    private Caveat reason(Value item) {
        item.allow("match", "text");
        return new Caveat(
                new MatchReader(patterns).read(item.require("match")),
                Level.PROCESS,
                item.require("text").text(),
                Optional.empty());
    }

    private static Level level(Value value) {
        return Level.of(value.text())
                .filter(level -> level != Level.INVOCATION)
                .orElseThrow(() -> value.problem(
                        "a caveat can't lower the level to '" + value.text() + "'", "use process or none"));
    }

    private ImageUser user(Value item) {
        item.allow("image", "user");
        String name = item.find("user")
                .map(value -> DockerfileWords.path(value.text(), value))
                .orElse("");
        return new ImageUser(patterns.read(item.require("image")), name);
    }

    private Launcher launcher(Value item) {
        item.allow("command", "as", "file", "key", "find");
        if (item.find("as").isEmpty() && item.find("file").isEmpty()) {
            throw item.problem(
                    "a launcher needs 'as' or 'file'",
                    "set 'as' to the program that the launcher starts, or 'file' to the file that names that program");
        }
        if (item.find("file").isPresent()
                && item.find("key").isPresent() == item.find("find").isPresent()) {
            throw item.problem(
                    "a launcher's 'file' needs either 'key' or 'find'",
                    "use one of them to find the program in the file");
        }
        return new Launcher(
                patterns.read(item.require("command")),
                item.findText("as"),
                item.findText("file"),
                item.find("key").map(Value::texts).orElse(List.of()),
                item.find("find").map(this::program));
    }

    private IgnoredText ignored(Value item) {
        item.allow("files", "text");
        return new IgnoredText(patterns.read(item.require("files")), patterns.read(item.require("text")));
    }

    private Pattern program(Value value) {
        Pattern pattern = patterns.read(value);
        if (!Patterns.groupNames(pattern).contains(Launcher.PROGRAM)) {
            throw value.problem("'find' has no group named '" + Launcher.PROGRAM + "'", "add (?<program>…) to it");
        }
        return pattern;
    }
}
